using System.Text.Json;
using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Cli;

/// <summary><c>sige edit sdedit</c>: what it does.</summary>
internal sealed class EditSdEditCommandTests
{
    [TestCase("ddpm", 10, "dpm-solver++")]
    [TestCase("pd", 5, "pd")]
    public void DenoisesAnEditAndReportsItAsJson(string folder, int steps, string sampler)
    {
        using var files = new GoldenDenoiser(folder);

        CommandRun run = CommandRun.Of([.. files.Arguments[..^2], "--model", folder, "--compare-dense", "--report", "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement root = result.RootElement;
        Assert.That(root.GetProperty("model").GetString(), Is.EqualTo(folder));
        Assert.That(root.GetProperty("threads").GetInt32(), Is.EqualTo(2));
        Assert.That(root.GetProperty("sampler").GetProperty("kind").GetString(), Is.EqualTo(sampler));
        Assert.That(root.GetProperty("open_ms").GetDouble(), Is.GreaterThan(0));
        JsonElement edit = root.GetProperty("edits").EnumerateArray().Single();
        Assert.That(edit.GetProperty("out").GetString(), Is.EqualTo(files.Out));
        Assert.That(edit.GetProperty("edit_percent").GetDouble(), Is.EqualTo(100.0 * 16 / 4096).Within(1e-9));
        Assert.That(edit.GetProperty("macs_sparse").GetInt64(), Is.LessThan(edit.GetProperty("macs_dense").GetInt64()));
        Assert.That(edit.GetProperty("dense").GetProperty("psnr_db").GetDouble(), Is.GreaterThan(10));
        JsonElement[] reported = [.. edit.GetProperty("steps").EnumerateArray()];
        Assert.That(reported, Has.Length.EqualTo(steps));
        Assert.That(reported.Select(step => step.GetProperty("mode").GetString()), Has.All.EqualTo("sparse"));
        Assert.That(edit.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("mode").GetString()), Has.Some.EqualTo("sparse"));
        Assert.That(root.GetProperty("cache").GetProperty("steps").EnumerateArray().Select(step => step.GetString()), Has.All.EqualTo("memory"));
        Assert.That(root.GetProperty("cache").GetProperty("memory_bytes").GetInt64(), Is.GreaterThanOrEqualTo(steps * root.GetProperty("cache").GetProperty("bytes_per_step").GetInt64()));
        AssertOnlyChangedNear(files, files.Out, x: 20, y: 24);
    }

    [Test]
    public void SeveralEditsReuseOneSessionAndAreNumbered()
    {
        using var files = new GoldenDenoiser("ddpm");
        string other = files.SaveEdit("other.png", x: 44, y: 8);

        CommandRun both = CommandRun.Of([.. files.Arguments, "--edited", other, "--json"]);

        Assert.That(both.ExitCode, Is.Zero, both.Error);
        Assert.That(File.Exists(files.Out), Is.False);
        AssertOnlyChangedNear(files, files.PathOf("out-1.png"), x: 20, y: 24);
        AssertOnlyChangedNear(files, files.PathOf("out-2.png"), x: 44, y: 8);
        using JsonDocument result = JsonDocument.Parse(both.Output);
        Assert.That(result.RootElement.GetProperty("edits").GetArrayLength(), Is.EqualTo(2));

        Assert.That(CommandRun.Of(files.With("--edited", other)).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(files.Out), Is.EqualTo(File.ReadAllBytes(files.PathOf("out-2.png"))), "an edit is taken against the original");
    }

    [Test]
    public void CommittedEditsAddUp()
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of([.. files.Arguments, "--edited", files.Original, "--commit", "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement[] edits = [.. result.RootElement.GetProperty("edits").EnumerateArray()];
        Assert.That(edits[0].GetProperty("commit_ms").GetDouble(), Is.GreaterThan(0));
        Assert.That(edits[1].GetProperty("commit_ms").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(edits[1].GetProperty("edit_percent").GetDouble(), Is.GreaterThan(0), "the original differs from the committed result");
    }

    [Test]
    public void AnEmptyEditRunsNoStepAndGivesTheOriginal()
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of([.. files.With("--edited", files.Original), "--compare-dense"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("no pixel changed").And.Contain("equal"));
        Assert.That(RgbImage.Load(files.Out).Pixels.ToArray(), Is.EqualTo(RgbImage.Load(files.Original).Pixels.ToArray()));
    }

    [Test]
    public void TheSeedDecidesThePicture()
    {
        using var files = new GoldenDenoiser("ddpm");
        byte[] Paint(string seed)
        {
            Assert.That(CommandRun.Of(files.With("--seed", seed)).ExitCode, Is.Zero);
            return File.ReadAllBytes(files.Out);
        }

        byte[] first = Paint("7");

        Assert.That(Paint("7"), Is.EqualTo(first));
        Assert.That(Paint("8"), Is.Not.EqualTo(first));
    }

    [TestCase("ddim", "--eta", "0.5")]
    [TestCase("ddpm", "--noise-level", "300")]
    [TestCase("dpm-solver", "--cache", "fp32")]
    [TestCase("ddim", "--weights-precision", "bf16")]
    public void EachSamplerOfNoiseRuns(string sampler, string option, string value)
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of(files.With("--sampler", sampler, option, value));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain($"{sampler}, 2 steps"));
        AssertOnlyChangedNear(files, files.Out, x: 20, y: 24);
    }

    [Test]
    public void StepsWithoutRoomAreRecomputedAndTheReportSaysSo()
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of([.. files.With("--cache-budget", "0"), "--report"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("2 recomputed").And.Contain("2 not stored").And.Contain("no spill folder").And.Not.Contain('\e'));
        Assert.That(run.Output, Does.Contain("at cost"), "the layers of the first step");
        Assert.That(run.Output, Does.Contain("difference, once for all steps").And.Contain("outside the network's operators"), "where the time went");
        AssertOnlyChangedNear(files, files.Out, x: 20, y: 24);
    }

    [Test]
    public void StepsPastTheBudgetAreSpilledToAFileThatIsGoneAfterwards()
    {
        using var files = new GoldenDenoiser("ddpm");
        string spill = files.PathOf("spill");
        Directory.CreateDirectory(spill);
        Assert.That(CommandRun.Of(files.Arguments).ExitCode, Is.Zero);
        byte[] inMemory = File.ReadAllBytes(files.Out);

        CommandRun run = CommandRun.Of([.. files.With("--cache-budget", "1KB", "--spill", spill), "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement cache = result.RootElement.GetProperty("cache");
        Assert.That(cache.GetProperty("steps").EnumerateArray().Select(step => step.GetString()), Has.All.EqualTo("spill file"));
        Assert.That(cache.GetProperty("spill_bytes").GetInt64(), Is.EqualTo(2 * cache.GetProperty("bytes_per_step").GetInt64()));
        Assert.That(Directory.GetFiles(spill), Is.Empty);
        Assert.That(File.ReadAllBytes(files.Out), Is.EqualTo(inMemory));
    }

    /// <summary>Only a session without a region recomputes what is cheap to make, so some pixels are a few levels off.</summary>
    [Test]
    public void ARegionKeepsLessAndGivesNearlyTheSamePicture()
    {
        using var files = new GoldenDenoiser("ddpm");
        using JsonDocument whole = Json(files.Arguments);
        RgbImage expected = RgbImage.Load(files.Out);

        using JsonDocument region = Json(files.With("--region", "16,20,12,12"));

        Assert.That(BytesPerStep(region), Is.LessThan(BytesPerStep(whole)));
        Assert.That(ImageComparison.Between(expected, RgbImage.Load(files.Out)).Psnr, Is.GreaterThan(45));
    }

    /// <summary>The same pixels in another kind of file make the same picture.</summary>
    [TestCase(16, 2)]
    [TestCase(8, 6)]
    [TestCase(16, 6)]
    public void ReadsAnyKindOfOpaquePng(int depth, int colorType)
    {
        using var files = new GoldenDenoiser("ddpm");
        string original = files.SavePng("kind.png", depth, colorType, _ => 255);

        using JsonDocument result = Json(files.With("--edited", original));

        Assert.That(result.RootElement.GetProperty("edits")[0].GetProperty("edit_percent").GetDouble(), Is.Zero);
    }

    [Test]
    public void ReadsGreyPngs()
    {
        using var files = new GoldenDenoiser("ddpm");
        string grey = files.SavePng("grey.png", 8, 0, _ => 255);

        CommandRun run = CommandRun.Of(files.With("--original", grey, "--edited", grey));

        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    [Test]
    public void StopsWhenCancelledAndLeavesNoFile()
    {
        using var files = new GoldenDenoiser("ddpm");
        using var interruption = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        CommandRun run = CommandRun.Of(interruption.Token, files.With("--steps", "500", "--sampler", "ddpm", "--isa", "portable", "--cache-budget", "0"));

        Assert.That(run.ExitCode, Is.EqualTo(130));
        Assert.That(run.ErrorLines, Is.EqualTo(new[] { "sige: stopped" }));
        Assert.That(Directory.GetFiles(files.PathOf(".")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "original.png", "edited.png" }));
    }

    internal static JsonDocument Json(string[] arguments)
    {
        CommandRun run = CommandRun.Of([.. arguments, "--json"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return JsonDocument.Parse(run.Output);
    }

    private static long BytesPerStep(JsonDocument result) => result.RootElement.GetProperty("cache").GetProperty("bytes_per_step").GetInt64();

    /// <summary>Outside the dilated square the result is the original, to the last bit or, with progressive distillation, nearly.</summary>
    private static void AssertOnlyChangedNear(GoldenDenoiser files, string path, int x, int y)
    {
        RgbImage original = RgbImage.Load(files.Original);
        RgbImage result = RgbImage.Load(path);
        bool hasChanged = false;
        for (int i = 0; i < original.Pixels.Length; i++)
        {
            (int column, int row) = (i / 3 % GoldenDenoiser.Size, i / 3 / GoldenDenoiser.Size);
            int difference = Math.Abs(original.Pixels[i] - result.Pixels[i]);
            bool isNear = column >= x - 5 && column < x + 9 && row >= y - 5 && row < y + 9;
            hasChanged |= isNear && difference > 1;
            if (!isNear)
                Assert.That(difference, Is.AtMost(1), $"{path}: x {column}, y {row}");
        }

        Assert.That(hasChanged, Is.True, path);
    }
}
