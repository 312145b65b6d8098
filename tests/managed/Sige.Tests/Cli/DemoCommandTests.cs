using NUnit.Framework;
using Sige.Cli.CommandLine;
using Sige.Cli.Demonstration;
using Sige.Cli.Output;
using Sige.Cli.Painting;
using Sige.Devices;
using Sige.Imaging;
using Sige.Models;
using Sige.Tests.Imaging;
using Sige.Weights;

namespace Sige.Tests.Cli;

internal sealed class DemoCommandTests
{
    private static readonly string[] Pictures =
        ["original.png", "add-car.png", "remove-tree.png", "move-person.png", "raise-building.png", "add-sign.png"];

    private static readonly string[] DenoisedEdits = ["house", "car", "tree", "sign"];

    [Test]
    public void WritesPicturesAndASheetAndPrintsATable()
    {
        using var folder = new TemporaryFolder();
        string output = folder.PathOf("made/by/the/demo");

        CommandRun run = CommandRun.Of("demo", "--out", output, "--threads", "2");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Output, Does.Contain(output).And.Contain("PSNR").And.Contain("median").And.Not.Contain('\e'));
        Assert.That(run.Output, Does.Contain("ddim, 30 steps from noise level 330").And.Contain("a step"));
        foreach (string edit in DemoScenes.Edits.Concat(DenoisedEdits))
            Assert.That(run.Output, Does.Match($@"{edit}\W+[\d.]+ %"));
        string[] denoised = [.. DenoisedEdits.Prepend("original").Select(name => $"sdedit-{name}.png")];
        Assert.That(Directory.GetFiles(output).Select(Path.GetFileName), Is.EquivalentTo([.. Pictures, .. denoised, "comparison.png", "sdedit-comparison.png"]));
        Assert.That(DemoPictures.Names, Is.EquivalentTo(Directory.GetFiles(output).Select(Path.GetFileName)));
        foreach (string picture in denoised)
            AssertSize(Path.Combine(output, picture), 128, 128);
        foreach (string picture in Pictures)
            AssertSize(Path.Combine(output, picture), 512, 256);
        AssertSize(Path.Combine(output, "comparison.png"), 2 * 48 + 5 * 512 + 4 * 20, 1926);
    }

    /// <summary>
    /// What the method gives for each edit, in dB, less half a dB: changes that reach beyond the recomputed pixels are dropped, which
    /// costs most where a building changes the light on its neighbours (35.1 dB in both policies).
    /// </summary>
    [TestCase(ActivePolicy.Tiles, 53.6, 47.1, 40.4, 34.6, 50.7)]
    [TestCase(ActivePolicy.Pixels, 49.4, 45.5, 38.8, 34.5, 48.7)]
    public void EachEditIsCloseToItsDenseRun(ActivePolicy policy, params double[] lowestPsnr)
    {
        Scene original = DemoScenes.LoadOriginal();
        using WeightCollection weights = WeightFile.Open(DemoScenes.WeightsPath);
        using var painter = new Painter(SpadeGenerator.Load(weights), original, new EngineOptions { Queue = new CpuQueueOptions(2) }, new SessionSettings(policy), CancellationToken.None);

        (PaintedPicture picture, IReadOnlyList<DemoEdit> edits) = DemoRun.Paint(painter, original, new ProgressBoard(null), CancellationToken.None);

        AssertLikeTheReference(picture.ToImage(original), "original");
        Assert.That(edits, Has.Count.EqualTo(5));
        foreach ((DemoEdit edit, double lowest) in edits.Zip(lowestPsnr))
        {
            AssertLikeTheReference(edit.Dense.ToImage(edit.Scene), edit.Name);
            Assert.That(edit.Figures.Psnr, Is.GreaterThan(lowest), edit.Name);
            Assert.That(edit.Incremental.Report.MultiplyAdds, Is.LessThan(edit.Dense.Report.MultiplyAdds / 3), edit.Name);
            Assert.That(edit.Computed.Count(computed => computed), Is.EqualTo(edit.Incremental.Report.Resolutions[0].ActivePixels), edit.Name);
        }
    }

    /// <summary>On a trained network an edit loses little beyond its mask: measured 48.6 to 61.3 dB in tiles.</summary>
    [TestCase(ActivePolicy.Tiles)]
    [TestCase(ActivePolicy.Pixels)]
    public void EachDenoisedEditIsCloseToItsDenseRun(ActivePolicy policy)
    {
        RgbImage original = DemoScenes.LoadPicture("original");

        DenoisingDemo demo = DenoisingDemo.Run(original, new EngineOptions { Queue = new CpuQueueOptions(2) }, new SessionSettings(policy), new ProgressBoard(null), CancellationToken.None);

        Assert.That(demo.Edits.Select(edit => edit.Figures.Name), Is.EqualTo(DenoisedEdits));
        foreach (DenoisingDemoEdit edit in demo.Edits)
        {
            Assert.That(edit.Figures.ChangedPercent, Is.InRange(3, 10), edit.Figures.Name);
            Assert.That(edit.Figures.MultiplyAdds, Is.LessThan(edit.Figures.DenseMultiplyAdds / 2), edit.Figures.Name);
            Assert.That(edit.Figures.Psnr, Is.GreaterThan(43), edit.Figures.Name);
        }
    }

    [Test]
    public void RefusesAFileInPlaceOfTheFolder()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("taken", [1]);

        CommandRun run = CommandRun.Of("demo", "--out", file);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.ErrorLines, Has.Exactly(1).Items.And.One.Contains(file));
    }

    /// <summary>It is found out before the work: nothing is painted.</summary>
    [TestCase("original.png")]
    [TestCase("sdedit-comparison.png")]
    public void RefusesAFolderInPlaceOfAPicture(string picture)
    {
        using var folder = new TemporaryFolder();
        string output = folder.PathOf("demo"), taken = Path.Combine(output, picture);
        Directory.CreateDirectory(taken);

        CommandRun run = CommandRun.Of("demo", "--out", output);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.ErrorLines, Has.Exactly(1).Items.And.One.Contains(taken).And.One.Contains("found a folder"));
        Assert.That(Directory.GetFiles(output), Is.Empty);
    }

    /// <summary>The demo takes some seconds, so half of one falls into its loading or its runs.</summary>
    [Test]
    public void StopsWhenCancelledAndLeavesNoPicture()
    {
        using var folder = new TemporaryFolder();
        using var interruption = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        string output = folder.PathOf("demo");

        CommandRun run = CommandRun.Of(interruption.Token, "demo", "--out", output, "--isa", "portable");

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(Directory.GetFiles(output), Is.Empty);
    }

    /// <summary>
    /// PyTorch drew the references from the float32 weights; the shipped ones are rounded to float16. That, and the other order of
    /// the sums, moves some values to the next of 255 levels: 68.7 dB.
    /// </summary>
    private static void AssertLikeTheReference(RgbImage picture, string name)
    {
        ImageComparison comparison = ImageComparison.Between(RgbImage.Load(GoldenData.Find("demo", $"{name}.reference.png")), picture);
        Assert.That(comparison.Psnr, Is.GreaterThan(66), name);
        Assert.That(comparison.MaxAbsoluteDifference, Is.AtMost(2), name);
    }

    private static void AssertSize(string path, int width, int height)
    {
        RgbImage picture = RgbImage.Load(path);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((width, height)), path);
    }
}
