using System.Text.Json;
using NUnit.Framework;
using Sige.Bench.Fidelity;
using Sige.Bench.Output;
using Sige.Devices;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Tests.Bench;

/// <summary>The bench of errors runs to its end, on small networks of the same kinds.</summary>
[TestFixture]
internal sealed class FidelityBenchTests
{
    private static readonly Resolution Size = new(64, 128);

    private static readonly string[] Keys =
    [
        "model", "state", "seed", "edit", "edit_percent", "unedited", "reference", "sige", "cached", "across", "arithmetic", "ratio", "cached_ratio",
    ];

    [Test]
    public void EditsLieInThePicture()
    {
        int[] pixels = [.. FidelityEdit.All.Select(edit => edit.Mark(Size).Count(value => value == 1))];

        Assert.That(pixels, Is.EqualTo(new[] { 1, 9, 9, 64, 16, 98, 3276 }).Within(40));
        Assert.That(pixels[..4], Is.EqualTo(new[] { 1, 9, 9, 64 }));
    }

    [Test]
    public void ErrorsAreOverThePictureAndInTheMask()
    {
        PictureError error = PictureError.Between([0, 0, 3, 4, 0, 0, 0, 0], new float[8], [0, 1, 0, 0]);

        Assert.That(error.Picture, Is.EqualTo(Math.Sqrt(25.0 / 8)).Within(1e-12));
        Assert.That(error.Mask, Is.EqualTo(Math.Sqrt(25.0 / 2)).Within(1e-12));
        Assert.That(error.Over(new PictureError(1, 0), new PictureError(0.5, 5)).Picture, Is.EqualTo(error.Picture));
        Assert.That(error.Over(new PictureError(1, 0), new PictureError(0.5, 5)).Mask, Is.EqualTo(error.Mask / 5));
        Assert.Throws<ArgumentException>(() => PictureError.Between(new float[8], new float[8], new byte[4]));
    }

    [Test]
    public void GeneratorsAreMeasured([Values] bool compressed)
    {
        SpadeGenerator generator = compressed ? GanCompression.Random([2, 2, 2, 3, 2, 2, 2, 2]) : GauGan.Random(width: 4);

        FidelityRow row = Measure(FidelityModel.Of("small", generator, Size));

        Assert.That(row.Cached, Is.Null);
    }

    [Test]
    public void DenoisingStepsAreMeasured([Values] UNetKind kind, [Values(0, 1)] int state)
    {
        FidelityRow row = Measure(FidelityModel.Of("small", DiffusionUNet.Random(Small(kind))).ElementAt(state));

        Assert.That(row.State, Does.StartWith(kind == UNetKind.Ddpm ? "t " : "logsnr "));
        Assert.That(row.CachedRatio!.Value.Picture, Is.GreaterThan(0));
    }

    private static FidelityRow Measure(FidelityModel model)
    {
        using Engine engine = Engine.Open(options: new CpuQueueOptions(2));

        FidelityRow row = new FidelityBench(engine, ConvolutionAlgorithm.Direct).Run(model, 1, [FidelityEdit.All[5]]).Single();

        TestContext.Out.WriteLine(BenchOutput.ToJson(row));
        using JsonDocument json = JsonDocument.Parse(BenchOutput.ToJson(row));
        Assert.That(json.RootElement.EnumerateObject().Select(property => property.Name), Is.EqualTo(Keys));
        Assert.That(row.Arithmetic.Picture, Is.LessThan(1e-3 * row.Unedited.Picture));
        Assert.That(row.Reference.Picture, Is.GreaterThan(row.Arithmetic.Picture).And.LessThan(2 * row.Unedited.Picture));
        Assert.That(row.Sige.Picture, Is.EqualTo(row.Across.Picture).Within(0.01 * row.Across.Picture));
        return row;
    }

    private static UNetConfiguration Small(UNetKind kind) => new()
    {
        Kind = kind,
        PictureSize = 64,
        Channels = 32,
        ChannelMultipliers = [1, 2],
        BlocksPerLevel = 1,
        AttentionSizes = [32],
        HeadChannels = kind == UNetKind.Ddpm ? null : 32,
        EmbeddingChannels = 128,
        SparseFrom = 32,
        MaskEpsilon = 0.02f,
        MaskDilation = 2,
    };
}
