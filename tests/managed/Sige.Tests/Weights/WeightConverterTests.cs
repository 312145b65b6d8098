using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

internal sealed class WeightConverterTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void ToFloat32_KeepsEveryBit()
    {
        string source = GoldenData.Find("gaugan", "weights.pth");

        WeightConversionResult result = WeightConverter.Convert(
            source, _folder["w"], new WeightConversionOptions { DropBatchCounters = false });

        using WeightCollection before = WeightFile.Open(source);
        using WeightCollection after = WeightFile.Open(_folder["w"]);
        Assert.That(result.TensorCount, Is.EqualTo(before.Entries.Count));
        Assert.That(result.FileSize, Is.EqualTo(new FileInfo(_folder["w"]).Length));
        Assert.That(after.Entries, Is.EquivalentTo(before.Entries));
        foreach (WeightInfo info in before.Entries)
            Assert.That(after.ReadBytes(info.Name), Is.EqualTo(before.ReadBytes(info.Name)), info.Name);
    }

    [Test]
    public void ToFloat16_RoundsToNearest_AndDropsCounters()
    {
        string source = GoldenData.Find("gc", "weights.pth");

        WeightConversionResult result = WeightConverter.Convert(
            source, _folder["w"], new WeightConversionOptions { Precision = WeightFilePrecision.Float16 });

        using WeightCollection before = WeightFile.Open(source);
        using WeightCollection after = WeightFile.Open(_folder["w"]);
        Assert.That(result.DroppedCount, Is.GreaterThan(0));
        Assert.That(after.Entries.Count + result.DroppedCount, Is.EqualTo(before.Entries.Count));
        Assert.That(after.Entries.Select(info => info.DataType), Is.All.EqualTo(WeightDataType.Float16));
        foreach (WeightInfo info in after.Entries)
            Assert.That(after.ReadFloat32(info.Name), Is.EqualTo(before.ReadFloat32(info.Name).Select(x => (float)(Half)x)), info.Name);
    }

    [TestCase(1f + (1f / 2048), 1f)]
    [TestCase(1f + (3f / 2048), 1f + (4f / 2048))]
    [TestCase(65504f, 65504f)]
    [TestCase(6e-8f, 5.9604645e-8f)]
    [TestCase(1e-9f, 0f)]
    public void ToFloat16_RoundsTiesToEven(float value, float expected)
    {
        ConvertOne(value);

        using WeightCollection after = WeightFile.Open(_folder["out"]);
        Assert.That(after.ReadFloat32("conv.weight")[1], Is.EqualTo(expected));
    }

    [TestCase(65505f)]
    [TestCase(-1e6f)]
    [TestCase(float.PositiveInfinity)]
    public void ToFloat16_BeyondItsRange_NamesTheTensor(float value)
    {
        Assert.That(
            () => ConvertOne(value),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("'conv.weight'").And.Message.Contains("65504"));
        Assert.That(File.Exists(_folder["out"]), Is.False);
    }

    [Test]
    public void SpectralNorm_IsFolded()
    {
        string source = GoldenData.Find("gaugan", "weights_spectral_legacy.pth");

        WeightConversionResult result = WeightConverter.Convert(source, _folder["w"], new WeightConversionOptions());

        using WeightCollection before = WeightFile.Open(source);
        using WeightCollection after = WeightFile.Open(_folder["w"]);
        Assert.That(result.FoldedCount, Is.EqualTo(before.Entries.Count(info => info.Name.EndsWith("_orig", StringComparison.Ordinal))));
        Assert.That(after.Entries.Select(info => info.Name), Has.None.Matches("weight_(orig|u|v)$"));
        Assert.That(after.ReadFloat32("fc.weight"), Is.EqualTo(before.ReadFloat32("fc.weight")));
        Assert.That(after.ReadFloat32("up_3.conv_s.weight"), Is.EqualTo(WeightNorms.Fold(before).ReadFloat32("up_3.conv_s.weight")));
    }

    [Test]
    public void SpectralNorm_IsKeptOnRequest()
    {
        WeightConverter.Convert(
            GoldenData.Find("gaugan", "weights_spectral_legacy.pth"), _folder["w"], new WeightConversionOptions { FoldNorms = false });

        using WeightCollection after = WeightFile.Open(_folder["w"]);
        Assert.That(after.Contains("head_0.conv_0.weight_orig"), Is.True);
    }

    [Test]
    public void Section_IsTakenAlone_OrAllKeepTheirKeys()
    {
        string source = GoldenData.Find("ddpm", "weights_legacy.pth");

        WeightConversionResult one = WeightConverter.Convert(source, _folder["ema"], new WeightConversionOptions { Section = "ema" });
        WeightConversionResult all = WeightConverter.Convert(source, _folder["all"], new WeightConversionOptions());

        using WeightCollection ema = WeightFile.Open(_folder["ema"]);
        using WeightCollection both = WeightFile.Open(_folder["all"]);
        Assert.That(all.TensorCount, Is.EqualTo(2 * one.TensorCount));
        Assert.That(both.Select("ema").Entries, Is.EquivalentTo(ema.Entries));
    }

    [Test]
    public void Progress_CountsToTheEnd()
    {
        var reports = new List<WeightConversionProgress>();

        WeightConverter.Convert(
            GoldenData.Find("gaugan", "weights.pth"),
            _folder["w"],
            new WeightConversionOptions(),
            new Immediate<WeightConversionProgress>(reports.Add));

        Assert.That(reports, Has.Count.EqualTo(reports[0].TotalTensors));
        Assert.That(reports[^1].CompletedTensors, Is.EqualTo(reports[0].TotalTensors));
        Assert.That(reports[^1].CompletedBytes, Is.EqualTo(reports[0].TotalBytes));
        Assert.That(reports.Select(report => report.CompletedBytes), Is.Ordered);
    }

    [Test]
    public void Cancelled_LeavesNothing()
    {
        Assert.That(
            () => WeightConverter.Convert(
                GoldenData.Find("gaugan", "weights.pth"), _folder["w"], new WeightConversionOptions(), progress: null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_folder.Files, Is.Empty);
    }

    [Test]
    public void SourceAsDestination_IsRefused()
    {
        string path = _folder.Write(HostileSafetensorsTests.Build("{}", 0));

        Assert.That(() => WeightConverter.Convert(path, path, new WeightConversionOptions()), Throws.ArgumentException);
    }

    private void ConvertOne(float value)
    {
        SafetensorsWriter.Write(_folder["in"], [WeightData.FromFloat32("conv.weight", [2], new[] { 1f, value })]);
        WeightConverter.Convert(_folder["in"], _folder["out"], new WeightConversionOptions { Precision = WeightFilePrecision.Float16 });
    }
}
