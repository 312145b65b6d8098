using System.Runtime.InteropServices;
using NUnit.Framework;

namespace Sige.Tests.Packaging;

/// <summary>Who builds for a system that the package has no library for is told so.</summary>
internal sealed class MissingLibraryWarningTests
{
    private const string Code = "SIGE0002";

    private PackageFeed? _feed;

    [OneTimeSetUp]
    public void Pack() => _feed = new PackageFeed();

    [OneTimeTearDown]
    public void Clean() => _feed?.Dispose();

    [TestCase("linux-musl-x64")]
    [TestCase("osx-arm64")]
    [TestCase("win-x86")]
    public void AWarningNamesTheSystemAndWhatIsInThePackage(string rid)
    {
        Assume.That(rid, Is.Not.EqualTo(HostRid));

        string warning = _feed!.Build("-r", rid).Split('\n').First(line => line.Contains(Code, StringComparison.Ordinal));

        Assert.That(warning, Does.Contain($"warning {Code}").And.Contain($"'{rid}'").And.Contain(HostRid));
    }

    [Test]
    public void NothingIsSaidWhereTheLibraryIsThere()
    {
        Assert.That(_feed!.Build("-r", HostRid), Does.Not.Contain(Code));
        Assert.That(_feed!.Build(), Does.Not.Contain(Code), "without a name, the build is for this machine");
    }

    private static string HostRid
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }
}
