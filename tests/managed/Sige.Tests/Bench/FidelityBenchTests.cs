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

        Assert.That(pixels, Is.EqualTo(new[] { 1, 9, 9, 64, 16, 98, 2458, 3276 }).Within(40));
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
        Assert.That(default(PictureError).Over(default, default), Is.EqualTo(default(ErrorRatio)), "no error is none of another");
        Assert.Throws<ArgumentException>(() => PictureError.Between(new float[8], new float[8], new byte[4]));
    }

    [Test]
    public void TheMedianOfTheSeedsIsJudgedAndTheWorstIsTold()
    {
        FidelityRow[] rows =
        [
            Row("a", 1, picture: 0.9, mask: 3), Row("a", 2, picture: 1.2, mask: 0.5), Row("a", 3, picture: 0.8, mask: 1),
            Row("b", 1, picture: 0.5, mask: 1.06), Row("b", 2, picture: 0.5, mask: 1.06), Row("b", 3, picture: 0.5, mask: 0.1),
        ];

        IReadOnlyList<FidelityCell> cells = FidelityCell.Of(rows);

        Assert.That(cells.Select(cell => (cell.Edit, cell.Seeds, cell.Holds)), Is.EqualTo(new[] { ("a", 3, true), ("b", 3, false) }));
        Assert.That(cells[0].Median, Is.EqualTo(new ErrorRatio(0.9, 1)));
        Assert.That(cells[0].Worst, Is.EqualTo(new ErrorRatio(1.2, 3)));
        Assert.That(cells[0].CachedMedian, Is.Null);

        FidelityRow[] cached = [.. rows[..3].Select(row => row with { Cached = new PictureError(1.06, 0) })];
        Assert.That(FidelityCell.Of(cached).Single().Holds, Is.False);
        Assert.That(FidelityCell.Of(cached).Single().CachedMedian!.Value.Picture, Is.EqualTo(1.06));

        static FidelityRow Row(string edit, ulong seed, double picture, double mask)
        {
            PictureError one = new(1, 1), none = default;
            return new FidelityRow("net", "", seed, edit, 1, one, Reference: one, new PictureError(picture, mask), null, one, Arithmetic: none);
        }
    }

    [Test]
    public void EditsAreChosenByName()
    {
        Assert.That(FidelityEdit.Named([]), Is.SameAs(FidelityEdit.All));
        Assert.That(FidelityEdit.Named(["40 %", "1 pixel"]).Select(edit => edit.Name), Is.EqualTo(new[] { "1 pixel", "40 %" }));
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
        FidelityRow row = Measure(FidelityModel.Of("small", DiffusionUNet.Random(Small(kind)), Small(kind).SparseFrom).ElementAt(state));

        Assert.That(row.State, Does.StartWith(kind == UNetKind.Ddpm ? "t " : "logsnr "));
        Assert.That(row.CachedRatio!.Value.Picture, Is.GreaterThan(0));
    }

    private static FidelityRow Measure(FidelityModel model)
    {
        using Engine engine = Engine.Open(options: new CpuQueueOptions(2));

        FidelityRow row = new FidelityBench(engine, FormNames.Direct).Run(model, 1, [FidelityEdit.All[5]]).Single();

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
