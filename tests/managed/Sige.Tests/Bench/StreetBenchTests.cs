using NUnit.Framework;
using Sige.Bench.SdEdit;
using Sige.Imaging;
using Sige.Weights;

namespace Sige.Tests.Bench;

/// <summary>The bench of the trained denoiser has the edits that it should, and compares what it says.</summary>
[TestFixture]
public sealed class StreetBenchTests
{
    private static readonly IReadOnlyList<StreetScene> Scenes = StreetScenes.Load();

    [Test]
    public void ThereAreEditsOfAllKindsAndSizes()
    {
        StreetEdit[] edits = [.. Scenes.SelectMany(scene => scene.Edits)];
        double[] percents = [.. Scenes.SelectMany(scene => scene.Edits.Select(edit => ChangedPercent(scene.Original, edit.Picture)))];

        Assert.That(Scenes.Select(scene => scene.Name).Distinct().Count(), Is.EqualTo(4));
        Assert.That(edits, Has.Length.GreaterThanOrEqualTo(12));
        Assert.That(edits.Select(edit => edit.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<StreetEditKind>()));
        Assert.That(percents, Is.All.InRange(0.5, 10));
        Assert.That(percents.Min(), Is.LessThan(1));
        Assert.That(percents.Max(), Is.GreaterThan(8));
    }

    [Test]
    public void PicturesHaveTheSizeOfTheNetwork()
    {
        int size = StreetFiles.ReadConfiguration().PictureSize;
        foreach (RgbImage picture in Scenes.SelectMany(scene => scene.Edits.Select(edit => edit.Picture).Prepend(scene.Original)))
            Assert.That((picture.Width, picture.Height), Is.EqualTo((size, size)));
    }

    [Test]
    public void SparseEditsAreNearerToDenseOnesThanCrops()
    {
        using WeightCollection weights = StreetFiles.OpenWeights();
        var bench = new StreetBench(weights, StreetBench.DefaultSampler with { NoiseLevel = 200, Steps = 2 }, threads: 1, runs: 1);

        IReadOnlyList<StreetFigure> figures = bench.Run(Scenes[2] with { Edits = [Scenes[2].Edits[1]] });

        StreetFigure[] sparse = [.. figures.Where(figure => figure.Method.StartsWith("sparse", StringComparison.Ordinal))];
        StreetFigure[] crops = [.. figures.Where(figure => figure.CropSide is not null)];
        Assert.That((sparse.Length, crops.Length), Is.EqualTo((4, StreetBench.Margins.Count)));
        Assert.That(sparse.Min(figure => figure.PsnrInMaskDb), Is.GreaterThan(crops.Max(figure => figure.PsnrInMaskDb)!.Value));
        Assert.That(sparse.Concat(crops).Select(figure => figure.MacsShare), Is.All.InRange(0.01, 0.99));
        Assert.That(StreetSummary.Of(figures).Select(row => row.Edits), Is.All.EqualTo(1));
        Assert.That(figures[0], Has.Property("PsnrDb").Null.And.Property("MacsShare").EqualTo(1));
    }

    private static double ChangedPercent(RgbImage original, RgbImage edited)
    {
        int pixels = original.Width * original.Height;
        int changed = Enumerable.Range(0, pixels).Count(pixel => !Pixel(original, pixel).SequenceEqual(Pixel(edited, pixel)));
        return 100.0 * changed / pixels;
    }

    private static ReadOnlySpan<byte> Pixel(RgbImage picture, int pixel) => picture.Pixels.Slice(pixel * RgbImage.Channels, RgbImage.Channels);
}
