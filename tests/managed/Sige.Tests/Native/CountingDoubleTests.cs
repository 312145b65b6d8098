using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Native;

/// <summary>
/// Sessions on a double of a device that has memory of its own, computes later and counts; each check in a process of its own, which
/// loads the double's library in place of the engine.
/// </summary>
[TestFixture("incremental")]
[TestFixture("cached")]
internal sealed class CountingDoubleTests(string session)
{
    /// <summary>SPADE with labels, norms over concatenations, and the two kinds of U-Nets.</summary>
    private static readonly string[] Networks = ["gaugan", "general", "ddpm-like", "pd-like"];

    [Test]
    public void GivesTheBitsOfTheCpu([ValueSource(nameof(Networks))] string network) => Check("bits", network);

    private void Check(string check, string network)
    {
        string library = NativeTestTree.Binary(NativeLibraryResolver.FileName.Replace("sige", "sige_double", StringComparison.Ordinal));
        string host = Path.Combine(TestContext.CurrentContext.TestDirectory, "Sige.DoubleHost.dll");
        var (exitCode, output) = NativeTestTree.Run("dotnet", [host, library, check, session, network]);
        Assert.That(exitCode, Is.Zero, output);
    }
}
