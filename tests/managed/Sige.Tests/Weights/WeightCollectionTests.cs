using System.Globalization;
using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

internal sealed class WeightCollectionTests
{
    private readonly WeightCollection _weights = WeightFile.FromMemory("memory",
    [
        WeightData.FromFloat32("up_0.conv_0.weight", [2, 1], new[] { 1f, 2f }),
        WeightData.FromFloat32("up_0.conv_1.weight", [2, 1], new[] { 3f, 4f }),
        WeightData.FromFloat32("fc.bias", [1], new[] { 5f }),
    ]);

    [OneTimeTearDown]
    public void DisposeWeights() => _weights.Dispose();

    [TestCase("up_0.conv_2.weight", "'up_0.conv_0.weight'")]
    [TestCase("up_0.conv0.weight", "'up_0.conv_0.weight'")]
    [TestCase("netG.fc.bias", "'fc.bias'")]
    [TestCase("model.diffusion_model.time_embed.0.weight", "3 tensors")]
    public void MissingTensor_IsNamedWithNearNames(string name, string hint) =>
        Assert.That(
            () => _weights.ReadFloat32(name),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains($"'{name}'").And.Message.Contains(hint));

    [Test]
    public void OtherShape_IsSaidWithBoth() =>
        Assert.That(
            () => _weights.ReadFloat32("fc.bias", [2]),
            Throws.TypeOf<WeightFormatException>()
                .With.Message.EqualTo("memory: tensor 'fc.bias' is expected to have shape [2], but has [1]."));

    [Test]
    public void Read_IntoMemoryOfAnotherLength_IsRefused()
    {
        Assert.That(() => _weights.Read("fc.bias", new float[2]), Throws.TypeOf<WeightFormatException>());
        Assert.That(() => _weights.ReadBytes("fc.bias", new byte[3]), Throws.ArgumentException);
    }

    [Test]
    public void Read_IntoMemory_FillsIt()
    {
        var values = new float[2];
        var bytes = new byte[4];

        _weights.Read("up_0.conv_1.weight", values);
        _weights.ReadBytes("fc.bias", bytes);

        Assert.That(values, Is.EqualTo(new[] { 3f, 4f }));
        Assert.That(BitConverter.ToSingle(bytes), Is.EqualTo(5f));
    }

    [Test]
    public void Select_CutsTheKeyOffTheNames()
    {
        WeightCollection selected = _weights.Select("up_0").Select("conv_1");

        Assert.That(selected.Entries, Is.EqualTo(new[] { new WeightInfo("weight", WeightDataType.Float32, [2, 1]) }));
        Assert.That(selected.ReadFloat32("weight"), Is.EqualTo(new[] { 3f, 4f }));
        Assert.That(selected.TryGetInfo("up_0.conv_1.weight", out _), Is.False);
    }

    [Test]
    public void Closed_CannotBeRead()
    {
        WeightCollection closed = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));
        WeightCollection view = closed.SelectFirst("head_0");
        closed.Dispose();

        Assert.That(() => closed.ReadFloat32("fc.bias"), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => view.ReadFloat32(view.Entries[0].Name), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(closed.Dispose, Throws.Nothing);
    }

    [Test]
    public void Reading_FromSeveralThreads_GivesTheSameValues()
    {
        using WeightCollection weights = WeightFile.Open(GoldenData.Find("gc", "weights.pth"));
        float[][] expected = [.. weights.Entries.Select(info => weights.ReadFloat32(info.Name))];
        var read = new float[expected.Length][];

        Parallel.For(0, expected.Length, i => read[i] = weights.ReadFloat32(weights.Entries[i].Name));

        Assert.That(read, Is.EqualTo(expected));
    }

    [Test]
    public void Shape_ComparesByExtents()
    {
        WeightShape shape = [2, 3];
        Assert.That(shape, Is.EqualTo(new WeightShape(2, 3)));
        Assert.That(new WeightShape(2, 3) != new WeightShape(3, 2), Is.True);
        Assert.That(default(WeightShape), Is.EqualTo(new WeightShape()));
        Assert.That(default(WeightShape).ElementCount, Is.EqualTo(1));
        Assert.That(new WeightShape(2, 3).ToString(), Is.EqualTo("[2, 3]"));
        Assert.That(() => new WeightShape(-1), Throws.ArgumentException);
        Assert.That(() => new WeightShape(long.MaxValue, 2), Throws.ArgumentException);
    }

    /// <summary>The pages of a mapped file would stay with the process, as many as its weights are.</summary>
    [Test]
    [Platform("Linux")]
    public void WhatIsReadOfAFileDoesNotStayBesideWhatIsMadeOfIt()
    {
        const int Tensors = 8, Elements = 2 << 20;
        const long Megabyte = 1 << 20;
        using var folder = new TemporaryFolder();
        string path = folder["large.safetensors"];
        SafetensorsWriter.Write(path, Enumerable.Range(0, Tensors).Select(i => WeightData.FromFloat32($"t{i}", [Elements], new float[Elements])));
        using WeightCollection weights = WeightFile.Open(path);
        var values = new float[Elements];
        long before = ResidentFileBytes();
        for (int i = 0; i < Tensors; i++)
            weights.Read($"t{i}", values);

        Assert.That(ResidentFileBytes() - before, Is.LessThan(8 * Megabyte), $"of {Tensors * Elements * sizeof(float) / Megabyte} MB read");
    }

    private static long ResidentFileBytes() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("RssFile:", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
        NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture);
}
