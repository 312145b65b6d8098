using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Native;

/// <summary>
/// Sessions on a double of a device that has memory of its own, computes later and counts; each check in a process of its own, which
/// loads the double's library in place of the engine.
/// </summary>
internal sealed class CountingDoubleTests
{
    private static readonly string[] Sessions = ["incremental", "cached"];

    /// <summary>SPADE with labels, norms over concatenations, and the two kinds of U-Nets.</summary>
    private static readonly string[] Networks = ["gaugan", "general", "ddpm-like", "pd-like", "sd-like"];

    [Test]
    public void GivesTheBitsOfTheCpu([ValueSource(nameof(Sessions))] string session, [ValueSource(nameof(Networks))] string network)
        => Check("bits", session, network);

    [Test]
    public void AnEditUploadsOnceAndSynchronisesOnceAtTheRead(
        [ValueSource(nameof(Sessions))] string session, [ValueSource(nameof(Networks))] string network)
        => Check("transfers", session, network);

    [Test]
    public void TimesOfStepsAreThoseOfTheDevice([ValueSource(nameof(Sessions))] string session) => Check("times", session, "ddpm-like");

    /// <summary>Elsewhere the linker puts no counter before the heap.</summary>
    [Test]
    [Platform("Linux")]
    public void AnEditNoLargerThanAnEarlierOneTakesNothingFromAHeap(
        [Values("incremental", "cached", "cached-float32")] string session, [ValueSource(nameof(Networks))] string network)
        => Check("allocations", session, network);

    /// <summary>The same of what stands on those sessions.</summary>
    [TestCase("editor", "gaugan")]
    [TestCase("editor", "gc")]
    [TestCase("sdedit", "ddpm")]
    [TestCase("sdedit", "pd")]
    [Platform("Linux")]
    public void NeitherDoesThatOfAnEditor(string session, string network) => Check("allocations", session, network);

    private static void Check(string check, string session, string network)
    {
        string library = NativeTestTree.Binary(NativeLibraryResolver.FileName.Replace("sige", "sige_double", StringComparison.Ordinal));
        string host = Path.Combine(TestContext.CurrentContext.TestDirectory, "Sige.DoubleHost.dll");
        var (exitCode, output) = NativeTestTree.Run("dotnet", [host, library, check, session, network]);
        Assert.That(exitCode, Is.Zero, output);
    }
}
