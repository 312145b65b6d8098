using NUnit.Framework;
using Sige.Cli.CommandLine;
using Sige.Devices;

namespace Sige.Tests.Cli;

internal sealed class CommandLineTests
{
    [TestCase("demo")]
    [TestCase("info")]
    [TestCase("edit", "gaugan")]
    [TestCase("edit", "sdedit")]
    [TestCase("convert")]
    [TestCase("inspect")]
    [TestCase("edit")]
    [TestCase]
    public void HelpEndsWithExamplesAndExitCodes(params string[] command)
    {
        CommandRun run = CommandRun.Of([.. command, "--help"]);

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("Usage:").And.Contain("Examples:").And.Contain("130  stopped by Ctrl-C"));
        Assert.That(run.Output.IndexOf($"  sige {string.Join(' ', command)}", StringComparison.Ordinal), Is.GreaterThan(run.Output.IndexOf("Examples:", StringComparison.Ordinal)));
    }

    [TestCase("demo --threads many", "--threads")]
    [TestCase("demo --threads 300", "0 to 256")]
    [TestCase("demo --policy circles", "tiles|pixels")]
    [TestCase("edit gaugan --out a.png", "--weights")]
    [TestCase("edit", "edit --help")]
    [TestCase("convert a.pth", "DESTINATION")]
    [TestCase("paint", "paint")]
    [TestCase("", "sige --help")]
    public void WrongUsageIsCodeTwo(string line, string part)
    {
        CommandRun run = CommandRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.Error, Does.Contain(part).And.Contain("--help"));
    }

    [Test]
    public void InfoSaysWhatRunsHere()
    {
        CommandRun run = CommandRun.Of("info");

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain(Engine.LibraryPath).And.Contain(Engine.Version).And.Contain("threads").And.Contain("chosen"));
        foreach (DeviceKind kind in Enum.GetValues<DeviceKind>())
            Assert.That(run.Output, Does.Contain(Device.Query(kind).Reason));
        Assert.That(run.Output, Does.Contain("neon").And.Contain("avx2").And.Contain("avx512").And.Contain("portable").And.Not.Contain('\e'));
    }

    [Test]
    public void AnUnexpectedErrorIsOneLineToo()
    {
        var inner = new InvalidOperationException("first\nsecond");

        Assert.That(Failures.Describe(inner), Is.EqualTo("unexpected InvalidOperationException: first; second (--verbose shows where)"));
        Assert.That(Failures.Unwrap(new TypeInitializationException("T", new AggregateException(inner))), Is.SameAs(inner));
        Assert.That(Failures.Describe(new IOException("a\e[2Jb")), Is.EqualTo("a?[2Jb"));
    }
}
