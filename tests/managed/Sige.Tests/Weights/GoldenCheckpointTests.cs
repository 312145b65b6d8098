using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>Recorded checkpoints, against sums that an independent reader (CPython's own unpickler) gave.</summary>
internal sealed class GoldenCheckpointTests
{
    [TestCase("gaugan/weights.pth", WeightFormat.TorchZip, 198, 1376.9008374626958, 60198.74941604531)]
    [TestCase("gaugan/weights_fused.pth", WeightFormat.TorchZip, 140, 1376.9008374626958, 60198.74941604531)]
    [TestCase("gaugan/weights_spectral_legacy.pth", WeightFormat.TorchLegacy, 234, 649.899841037829, 14564.022254346804)]
    [TestCase("gc/weights.pth", WeightFormat.TorchZip, 270, 1318.7370642017902, 46453.54287599401)]
    [TestCase("gc/weights_fused.pth", WeightFormat.TorchZip, 248, 1318.7370642017902, 46453.54287599401)]
    [TestCase("ddpm/weights.pth", WeightFormat.TorchZip, 182, 1577.1013460608465, 38483.88582431952)]
    [TestCase("ddpm/weights_fused.pth", WeightFormat.TorchZip, 146, 1577.1013460608465, 38483.88582431957)]
    [TestCase("pd/weights.pth", WeightFormat.TorchZip, 198, 1817.6650917393501, 48984.22622080607)]
    public void Open_ReadsEveryTensor(string file, WeightFormat format, int count, double sum, double magnitude)
    {
        using WeightCollection weights = WeightFile.Open(GoldenData.Find(file));

        double[] values = [.. weights.Entries.SelectMany(info => weights.ReadFloat32(info.Name)).Select(x => (double)x)];

        Assert.That(weights.Format, Is.EqualTo(format));
        Assert.That(weights.Entries, Has.Count.EqualTo(count));
        Assert.That(values.Sum(), Is.EqualTo(sum).Within(1e-9 * magnitude));
        Assert.That(values.Sum(Math.Abs), Is.EqualTo(magnitude).Within(1e-9 * magnitude));
    }

    [TestCase("model")]
    [TestCase("ema")]
    public void Legacy_HoldsTheSameValuesAsZip(string section)
    {
        using WeightCollection zip = WeightFile.Open(GoldenData.Find("ddpm", "weights.pth"));
        using WeightCollection legacy = WeightFile.Open(GoldenData.Find("ddpm", "weights_legacy.pth"));

        WeightCollection selected = legacy.Select(section);

        Assert.That(legacy.Entries, Has.Count.EqualTo(2 * zip.Entries.Count));
        Assert.That(legacy.UnwrappedSection, Is.Null);
        Assert.That(selected.Entries, Is.EquivalentTo(zip.Entries));
        foreach (WeightInfo info in zip.Entries)
            Assert.That(selected.ReadBytes(info.Name), Is.EqualTo(zip.ReadBytes(info.Name)), info.Name);
    }

    [TestCase("gaugan")]
    [TestCase("gc")]
    [TestCase("ddpm")]
    public void Fused_AgreesWherePlainHasTheSameTensor(string folder)
    {
        using WeightCollection plain = WeightFile.Open(GoldenData.Find(folder, "weights.pth"));
        using WeightCollection fused = WeightFile.Open(GoldenData.Find(folder, "weights_fused.pth"));

        WeightInfo[] shared = [.. plain.Entries.Intersect(fused.Entries)];

        Assert.That(shared, Has.Length.GreaterThan(40));
        foreach (WeightInfo info in shared)
            Assert.That(fused.ReadBytes(info.Name), Is.EqualTo(plain.ReadBytes(info.Name)), info.Name);
    }

    [Test]
    public void Fused_JoinsSharedConvolutionsInOrder()
    {
        using WeightCollection plain = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));
        using WeightCollection fused = WeightFile.Open(GoldenData.Find("gaugan", "weights_fused.pth"));

        float[] joined =
        [
            .. plain.ReadFloat32("head_0.norm_0.mlp_shared.0.weight"),
            .. plain.ReadFloat32("head_0.norm_1.mlp_shared.0.weight"),
        ];

        Assert.That(fused.ReadFloat32("head_0.mlp_shared.0.weight"), Is.EqualTo(joined));
    }

    [Test]
    public void BatchCounters_AreInt64Scalars()
    {
        using WeightCollection weights = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));

        WeightInfo counter = weights.Entries.First(info => info.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal));

        Assert.That(counter.DataType, Is.EqualTo(WeightDataType.Int64));
        Assert.That(counter.Shape, Is.EqualTo(new WeightShape()));
        Assert.That(weights.ReadInt64(counter.Name), Has.Length.EqualTo(1));
        Assert.That(weights.ReadFloat32(counter.Name)[0], Is.EqualTo((float)weights.ReadInt64(counter.Name)[0]));
    }

    [Test]
    public void SafetensorsWrittenElsewhere_AreRead()
    {
        using WeightCollection recorded = WeightFile.Open(GoldenData.Find("gaugan", "io.safetensors"));

        Assert.That(recorded.Format, Is.EqualTo(WeightFormat.Safetensors));
        Assert.That(recorded.ReadFloat32("original_output_dense", [1, 3, 128, 256]), Has.All.InRange(-1f, 1f));
    }
}
