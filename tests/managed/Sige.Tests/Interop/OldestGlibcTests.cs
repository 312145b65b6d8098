using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Interop;

/// <summary>The Linux library loads on systems as old as the package says.</summary>
[Platform("Linux")]
internal sealed class OldestGlibcTests
{
    /// <summary>That of RHEL 8 and Debian 10; Ubuntu 20.04 has a newer one.</summary>
    private static readonly Version Oldest = new(2, 28);

    [Test]
    public void TheLibraryNeedsNoVersionPastIt()
    {
        IReadOnlyList<(string Library, string Version)> needs = ElfVersionNeeds.Read(File.ReadAllBytes(NativeLibraryResolver.LoadedPath));

        Assert.That(needs.Select(need => need.Library), Has.Member("libc.so.6"));
        Assert.That(needs.Where(need => !IsInOldest(need.Version)), Is.Empty);
    }

    [Test]
    public void TheRuntimeIsInsideTheLibrary()
    {
        string[] libraries = [.. ElfVersionNeeds.Read(File.ReadAllBytes(NativeLibraryResolver.LoadedPath)).Select(need => need.Library)];

        Assert.That(libraries, Has.None.Contains("stdc++").And.None.Contains("gcc"));
    }

    /// <summary>The catch lies in the library, so this passes only where its own search for exception tables finds them.</summary>
    [Test]
    public void AnExceptionInsideTheLibraryIsCaughtThere()
    {
        for (int i = 0; i < 3; i++)
            Assert.That(() => Sige.Devices.Device.Open((Sige.Devices.DeviceKind)99), Throws.Exception.With.Message.Not.Empty);
    }

    private static bool IsInOldest(string version) =>
        version.StartsWith("GLIBC_", StringComparison.Ordinal) && Version.Parse(version.AsSpan("GLIBC_".Length)) is var found
        && new Version(found.Major, found.Minor) <= Oldest;
}
