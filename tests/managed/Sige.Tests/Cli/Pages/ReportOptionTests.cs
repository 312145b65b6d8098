using System.Text.Json;
using NUnit.Framework;

namespace Sige.Tests.Cli.Pages;

/// <summary><c>--report</c> with and without a file, and what it refuses before any work.</summary>
internal sealed class ReportOptionTests
{
    [Test]
    public void AloneItShowsTables()
    {
        using var street = new GoldenStreet("gaugan");

        CommandRun run = CommandRun.Of([.. street.Arguments, "--report", "--json"]);
        CommandRun text = CommandRun.Of([.. street.Arguments, "--report"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.That(result.RootElement.GetProperty("report").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(result.RootElement.GetProperty("steps").GetArrayLength(), Is.GreaterThan(10));
        Assert.That(text.Output, Does.Contain("at cost").And.Contain("active pixels"));
        Assert.That(Directory.GetFiles(street.PathOf("."), "*.htm*"), Is.Empty);
    }

    [Test]
    public void WithAFileItWritesAPageInPlaceOfTables([Values("a.html", "b.HTM")] string name)
    {
        using var street = new GoldenStreet("gc");
        string page = street.PathOf(name);

        CommandRun run = CommandRun.Of([.. street.Arguments, $"--report={page}"]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(page).And.Not.Contain("at cost"));
        Assert.That(File.ReadAllText(page), Does.StartWith("<!DOCTYPE html>"));
        Assert.That(File.Exists(street.Out), Is.True);
    }

    [TestCase("report.pdf")]
    [TestCase("true")]
    [TestCase("html")]
    public void AnotherKindOfFileIsWrongUsage(string name)
    {
        using var street = new GoldenStreet("gaugan");

        AssertRefused(CommandRun.Of([.. street.Arguments, "--report", name]), street.Out, 2, "--report", "ends in .html or .htm", $"'{name}'");
    }

    [TestCase("")]
    [TestCase("-")]
    public void AFileThatMeansNothingIsWrongUsage(string name)
    {
        using var street = new GoldenStreet("gaugan");

        AssertRefused(CommandRun.Of([.. street.Arguments, "--report", name]), street.Out, 2, "--report");
    }

    [Test]
    public void APageThatCannotBeWrittenIsRefusedBeforeTheWork()
    {
        using var files = new GoldenDenoiser("ddpm");
        string mask = files.PathOf("mask.html");
        File.Copy(files.Edited, mask);
        string nowhere = files.PathOf("no/such/folder/r.html");

        AssertRefused(CommandRun.Of([.. files.Arguments, "--report", nowhere]), files.Out, 1, nowhere, "folder does not exist");
        AssertRefused(CommandRun.Of([.. files.Arguments, "--mask", mask, "--report", mask]), files.Out, 2, mask, "also an input");
    }

    [Test]
    [Platform(Include = "Linux")]
    public void ADeviceIsNoPage()
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(CommandRun.Of([.. files.Arguments, "--report", "/dev/r.html"]), files.Out, 1, "/dev/r.html", "device");
    }

    [Test]
    public void AForecastHasNoPage()
    {
        using var files = new GoldenDenoiser("ddpm");

        AssertRefused(CommandRun.Of([.. files.Arguments, "--dry-run", "--report", files.PathOf("r.html")]), files.Out, 2, "--report", "--dry-run");
        Assert.That(CommandRun.Of([.. files.Arguments, "--dry-run", "--report"]).ExitCode, Is.Zero);
    }

    private static void AssertRefused(CommandRun run, string output, int code, params ReadOnlySpan<string> parts)
    {
        Assert.That(run.ExitCode, Is.EqualTo(code), run.Error);
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.ErrorLines.Where(line => line.StartsWith("sige: ", StringComparison.Ordinal)), Has.Exactly(1).Items, run.Error);
        foreach (string part in parts)
            Assert.That(run.Error, Does.Contain(part));
        Assert.That(File.Exists(output), Is.False);
    }
}
