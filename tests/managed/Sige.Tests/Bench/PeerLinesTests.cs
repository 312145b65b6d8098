using NUnit.Framework;
using Sige.Bench.Commands;
using Sige.Bench.Peers;

namespace Sige.Tests.Bench;

/// <summary>The bench and the process of its peer understand each other.</summary>
[TestFixture]
public sealed class PeerLinesTests
{
    [Test]
    public void EveryNumberIsARunAndItsSecondsTheAnswer()
    {
        var heard = new List<int>();
        var output = new StringWriter();

        PeerLines.Serve(new StringReader("0\n1\n7\n"), output, "1.2.3", number =>
        {
            heard.Add(number);
            return number / 8.0;
        });

        Assert.That(heard, Is.EqualTo(new[] { 0, 1, 7 }));
        Assert.That(output.ToString().ReplaceLineEndings("\n"), Is.EqualTo("1.2.3\n0\n0.125\n0.875\n"));
    }

    [Test]
    public void TheBenchReadsWhatTheProcessSays()
    {
        var asked = new StringWriter();

        double seconds = PeerLines.Ask(asked, new StringReader("0.1234567890123456\n"), 12);

        Assert.That(seconds, Is.EqualTo(0.1234567890123456));
        Assert.That(asked.ToString().Trim(), Is.EqualTo("12"));
    }

    [TestCase("", "ended")]
    [TestCase("no memory\n", "'no memory'")]
    public void AProcessThatFailsIsNoTime(string output, string expected) =>
        Assert.That(() => PeerLines.Ask(new StringWriter(), new StringReader(output), 0), Throws.InvalidOperationException.With.Message.Contains(expected));

    [Test]
    public void TheCommandOfTheProcessIsUnderstood() =>
        Assert.That(BenchCommandLine.Create().Parse(PeerCommand.Arguments("sd-unet", 2, 1.2)).Errors, Is.Empty);

    /// <summary>The process itself, which exports, loads and runs a network, and leaves nothing behind.</summary>
    [Test]
    public void AProcessRunsItsModel()
    {
        using var peer = new PeerProcess("gan-compression", threads: 1, editPercent: 1.2);

        peer.Sample();

        Assert.That(peer.Name, Does.StartWith("ONNX Runtime 1."));
        Assert.That(peer.Median(), Is.GreaterThan(0));
    }

    [Test]
    public void AFolderIsGoneAfterwards()
    {
        string path;
        using (var folder = new ExportFolder())
        {
            path = folder.Path;
            File.WriteAllText(Path.Combine(path, "file"), "");
            Assert.That(Directory.Exists(path), Is.True);
        }

        Assert.That(Directory.Exists(path), Is.False);
    }
}
