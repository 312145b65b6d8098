using System.Globalization;
using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Where checkpoints keep a U-Net's weights, and what is said of those that do not fit.</summary>
internal sealed class UNetWeightTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("")]
    [TestCase("model.")]
    [TestCase("ema.")]
    [TestCase("module.")]
    [TestCase("model.module.")]
    [TestCase("state_dict.module.")]
    public void WeightsAreFoundUnderAPrefix(string prefix)
    {
        using var golden = GoldenUNet.Open("ddpm");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection file = WeightFile.FromMemory("memory", plain.Entries.Select(info => Rename(plain, info, prefix + info.Name)));

        Assert.That(ReadAll(golden.Load(file)), Is.EqualTo(ReadAll(golden.Load(plain))));
    }

    [Test]
    public void AveragedWeightsWin()
    {
        using var golden = GoldenUNet.Open("ddpm");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection file = WeightFile.FromMemory("memory",
        [
            .. plain.Entries.Select(info => new WeightData(info with { Name = $"model.{info.Name}" }, _ => { })),
            .. plain.Entries.Select(info => Rename(plain, info, $"ema.module.{info.Name}")),
        ]);

        Assert.That(ReadAll(golden.Load(file)), Is.EqualTo(ReadAll(golden.Load(plain))));
    }

    [Test]
    public void FusedWeightsAreTakenApart()
    {
        using var golden = GoldenUNet.Open("ddpm");
        using WeightCollection plain = golden.OpenWeights(), fused = golden.OpenWeights("weights_fused.pth");

        Assert.That(ReadAll(golden.Load(fused)), Is.EqualTo(ReadAll(golden.Load(plain))));
    }

    [TestCase("down.1.block.0.conv1.weight", new long[] { 32, 31, 3, 3 }, "[32, 32, 3, 3]", "[32, 31, 3, 3]")]
    [TestCase("temb.dense.2.bias", new long[] { 511 }, "[512]", "[511]")]
    [TestCase("mid.attn_1.qkv.weight", new long[] { 64, 64, 1, 1 }, "[192, 64, 1, 1]", "[64, 64, 1, 1]")]
    [TestCase("norm_out.weight", new long[] { 64 }, "[32]", "[64]")]
    public void ATensorOfAnotherShapeIsNamed(string tensor, long[] shape, string expected, string found)
    {
        using var golden = GoldenUNet.Open("ddpm");
        using WeightCollection fused = golden.OpenWeights("weights_fused.pth");
        using WeightCollection file = WeightFile.FromMemory("some.pth", fused.Entries.Select(info => info.Name == tensor
            ? new WeightData(info with { Shape = new WeightShape(shape) }, _ => { })
            : Rename(fused, info, info.Name)));

        Assert.That(
            () => golden.Load(file),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("some.pth").And.Message.Contains($"'{tensor}'").And.Message.Contains(expected).And.Message.Contains(found));
    }

    [Test]
    public void AMissingTensorIsNamed()
    {
        using var golden = GoldenUNet.Open("pd");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection file = WeightFile.FromMemory(
            "some.pth", plain.Entries.Where(info => info.Name != "up.1.upsample.temb_proj.bias").Select(info => Rename(plain, info, info.Name)));

        Assert.That(() => golden.Load(file), Throws.TypeOf<WeightFormatException>().With.Message.Contains("'up.1.upsample.temb_proj.bias'"));
    }

    [Test]
    public void FlaxCheckpointsGiveTheSameWeights()
    {
        using var golden = GoldenUNet.Open("pd");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection flax = WeightFile.Open(_folder.Write(FlaxUNetFile.Of(plain, headChannels: 32)));

        Assert.That(ReadAll(golden.Load(flax)), Is.EqualTo(ReadAll(golden.Load(plain))));
    }

    [Test]
    public void ConvertedFlaxCheckpointsGiveTheSameWeights([Values(null, "ema_params")] string? section)
    {
        using var golden = GoldenUNet.Open("pd");
        using WeightCollection plain = golden.OpenWeights();
        string checkpoint = _folder.Write(FlaxUNetFile.Of(plain, headChannels: 32));
        WeightConverter.Convert(checkpoint, _folder["w.safetensors"], new WeightConversionOptions { Section = section });
        using WeightCollection converted = WeightFile.Open(_folder["w.safetensors"]);

        Assert.That(ReadAll(golden.Load(converted)), Is.EqualTo(ReadAll(golden.Load(plain))));
    }

    [TestCase("conv_in.kernel", new long[] { 3, 3, 32, 3 }, "[3, 3, 3, 32]")]
    [TestCase("mid.attn_1.q.kernel", new long[] { 64, 2, 31 }, "[64, 64]")]
    [TestCase("down_2.block_0.nin_shortcut.kernel", new long[] { 64, 32 }, "[32, 64]")]
    [TestCase("norm_out.scale", new long[] { 33 }, "[32]")]
    public void AFlaxTensorOfAnotherShapeIsNamed(string tensor, long[] shape, string expected)
    {
        using var golden = GoldenUNet.Open("pd");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection flax = WeightFile.Open(_folder.Write(FlaxUNetFile.Of(plain, headChannels: 32)));
        using WeightCollection file = WeightFile.FromMemory("some", flax.Select("ema_params").Entries.Select(info => info.Name == tensor
            ? new WeightData(info with { Shape = new WeightShape(shape) }, _ => { })
            : new WeightData(info, _ => { })));

        Assert.That(
            () => golden.Load(file),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains($"'{tensor}'").And.Message.Contains(expected).And.Message.Contains($"{new WeightShape(shape)}"));
    }

    /// <summary>What such a weight reaches is NaN, so the network is refused before it runs.</summary>
    [TestCase("conv_in.weight", float.NaN)]
    [TestCase("down.1.block.0.norm1.bias", float.PositiveInfinity)]
    [TestCase("conv_out.weight", float.NegativeInfinity)]
    public void AWeightThatIsNotFiniteIsNamed(string tensor, float value)
    {
        using var golden = GoldenUNet.Open("ddpm");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection file = Spoil(plain, tensor, value);

        Assert.That(
            () => ReadAll(golden.Load(file)),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("some.pth").And.Message.Contains($"'{tensor}'").And.Message.Contains($"{value.ToString(CultureInfo.InvariantCulture)} at element 17"));
    }

    [Test]
    public void AFlaxWeightThatIsNotFiniteIsNamed([Values("conv_in.kernel", "norm_out.scale")] string tensor)
    {
        using var golden = GoldenUNet.Open("pd");
        using WeightCollection plain = golden.OpenWeights();
        using WeightCollection flax = WeightFile.Open(_folder.Write(FlaxUNetFile.Of(plain, headChannels: 32)));
        using WeightCollection file = Spoil(flax.Select("ema_params"), tensor, float.NaN);

        Assert.That(() => ReadAll(golden.Load(file)), Throws.TypeOf<WeightFormatException>().With.Message.Contains($"'{tensor}' has the value NaN at element 17"));
    }

    /// <summary>The same tensors but for element 17 of one.</summary>
    private static WeightCollection Spoil(WeightCollection file, string tensor, float value) => WeightFile.FromMemory("some.pth", file.Entries.Select(info =>
    {
        if (info.Name != tensor)
            return Rename(file, info, info.Name);
        float[] values = file.ReadFloat32(tensor);
        values[17] = value;
        return WeightData.FromFloat32(tensor, info.Shape, values);
    }));

    private static WeightData Rename(WeightCollection file, WeightInfo info, string name) =>
        new(info with { Name = name }, bytes => file.ReadBytes(info.Name, bytes));

    private static List<float[]> ReadAll(DiffusionUNet network) => NetworkConstants.Read(network.BuildGraph());
}
