using NUnit.Framework;
using Sige.Cli.CommandLine;

namespace Sige.Tests.Cli;

internal sealed class ByteSizeTests
{
    [TestCase("0", 0L)]
    [TestCase("17", 17L)]
    [TestCase("12B", 12L)]
    [TestCase("4GB", 4_000_000_000L)]
    [TestCase("4gb", 4_000_000_000L)]
    [TestCase("512 MB", 512_000_000L)]
    [TestCase("1.5GiB", 1_610_612_736L)]
    [TestCase("0.5KB", 500L)]
    [TestCase("2TiB", 2_199_023_255_552L)]
    public void ReadsSizes(string text, long expected)
    {
        Assert.That(ByteSize.TryParse(text, out long bytes), Is.True);
        Assert.That(bytes, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("GB")]
    [TestCase("-1")]
    [TestCase("1e9")]
    [TestCase("1,5GB")]
    [TestCase("4G")]
    [TestCase("9300000TB")]
    public void RefusesTheRest(string text) => Assert.That(ByteSize.TryParse(text, out _), Is.False);
}
