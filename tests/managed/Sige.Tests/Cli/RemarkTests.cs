using System.Text.Json;
using NUnit.Framework;

namespace Sige.Tests.Cli;

/// <summary>What a report says of itself: notices come before all figures, routine notes with <c>--verbose</c> and in the JSON only.</summary>
internal sealed class RemarkTests
{
    private const string RoutineNote = "keeps winograd";

    [Test]
    public void RoutineNotesComeLastAndOnlyWhenAskedFor()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun quiet = CommandRun.Of(street.Arguments);
        CommandRun verbose = CommandRun.Of([.. street.Arguments, "--verbose"]);

        Assert.That(quiet.ExitCode, Is.Zero, quiet.Error);
        Assert.That(quiet.Output, Does.Not.Contain(RoutineNote).And.Not.Contain("note"));
        Assert.That(verbose.Output, Does.Contain(RoutineNote));
        Assert.That(verbose.Output.IndexOf("note ", StringComparison.Ordinal), Is.GreaterThan(verbose.Output.IndexOf("picture", StringComparison.Ordinal)));
    }

    [Test]
    public void NoticesComeBeforeTablesAndFigures()
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of([.. files.With("--cache-budget", "0"), "--report"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.StartWith("notice").And.Not.Contain(RoutineNote));
        Assert.That(Lines(run, "notice"), Has.Exactly(1).Items.And.One.Contains("Steps 0 to 1 are not stored: a step takes").And.None.Contains("lot "), "one sentence for all steps");
    }

    [Test]
    public void AForecastBeginsWithItsNotices()
    {
        using var files = new GoldenDenoiser("ddpm");

        CommandRun run = CommandRun.Of([.. files.With("--cache-budget", "0"), "--dry-run"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.StartWith("notice").And.Contain("raise --cache-budget"));
    }

    [Test]
    public void TheJsonHasBoth()
    {
        using var street = new GoldenStreet("gaugan");
        using var files = new GoldenDenoiser("ddpm");

        using JsonDocument painted = EditSdEditCommandTests.Json(street.Arguments);
        using JsonDocument denoised = EditSdEditCommandTests.Json(files.With("--cache-budget", "0"));

        Assert.That(Sentences(painted, "notes"), Has.Some.Contains(RoutineNote));
        Assert.That(Sentences(painted, "notices"), Has.None.Contains(RoutineNote));
        Assert.That(Sentences(denoised, "notes"), Has.Some.Contains(RoutineNote));
        Assert.That(Sentences(denoised, "notes"), Is.Unique);
        Assert.That(Sentences(denoised, "notices"), Has.Exactly(1).Items.And.One.Contains("not stored"));
    }

    private static IEnumerable<string> Lines(CommandRun run, string name) => run.Output.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal));

    private static string[] Sentences(JsonDocument result, string name) =>
        [.. result.RootElement.GetProperty(name).EnumerateArray().Select(sentence => sentence.GetString()!)];
}
