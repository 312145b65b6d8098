using NUnit.Framework;
using Sige.Tests.Interop;
using Sige.Tests.Packaging.Formats;

namespace Sige.Tests.Packaging;

/// <summary>What a library exports and needs, and how it is hardened, whatever system it is for.</summary>
[TestFixtureSource(typeof(NativeLibraryFile), nameof(NativeLibraryFile.Built))]
internal sealed class NativeLibraryTests(NativeLibraryFile library)
{
    /// <summary>Half of what a package may be, and its contents are compressed.</summary>
    private const int MostBytes = 5_000_000;

    /// <summary>That of RHEL 8 and Debian 10; Ubuntu 20.04 has a newer one.</summary>
    private static readonly Version OldestGlibc = new(2, 28);

    private static readonly Version OldestMacOs = new(11, 0);

    private static readonly Version OldestWindows = new(10, 0);

    private readonly ElfFile _elf = library.IsLinux ? new ElfFile(library.Read()) : null!;
    private readonly WindowsFile _windows = library.IsWindows ? new WindowsFile(library.Read()) : null!;
    private readonly MachOFile _mac = library.IsMacOs ? new MachOFile(library.Read()) : null!;

    [Test]
    public void Exports_are_the_functions_of_the_header()
    {
        IEnumerable<string> exports = library.IsLinux ? _elf.Exports : library.IsWindows ? _windows.Exports : _mac.Exports;
        Assert.That(exports, Is.EquivalentTo(LayoutProbe.Facts("function").Select(fact => fact[0])));
    }

    [Test]
    public void It_needs_nothing_beyond_the_system()
    {
        IEnumerable<string> libraries = library.IsLinux ? _elf.Libraries : library.IsWindows ? _windows.Libraries : _mac.Libraries;
        string[] system = library switch
        {
            { IsMusl: true } => ["libc.so"],
            { IsLinux: true } => ["libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"],
            { IsWindows: true } => ["KERNEL32.dll", "msvcrt.dll", "ntdll.dll", "ADVAPI32.dll"],
            _ => ["/usr/lib/libSystem.B.dylib"],
        };
        Assert.That(libraries, Is.Not.Empty.And.SubsetOf(system).Using((IEqualityComparer<string>)StringComparer.OrdinalIgnoreCase));
    }

    [Test]
    public void It_holds_no_path_of_the_machine_that_built_it()
    {
        string text = System.Text.Encoding.Latin1.GetString(library.Read());
        Assert.That(text.Contains(PackageFeed.Root, StringComparison.Ordinal), Is.False);
    }

    [Test]
    public void It_is_small() => Assert.That(new FileInfo(library.Path).Length, Is.LessThan(MostBytes));

    [Test]
    public void It_loads_on_the_oldest_system_that_its_package_names()
    {
        if (library.IsMacOs)
            Assert.That(_mac.OldestSystem, Is.EqualTo(OldestMacOs));
        else if (library.IsWindows)
            Assert.That(_windows.OldestSystem, Is.LessThanOrEqualTo(OldestWindows));
        else if (library.IsMusl)
            Assert.That(_elf.Versions, Is.Empty);
        else
            Assert.That(GlibcVersions(), Is.Not.Empty.And.All.LessThanOrEqualTo(OldestGlibc));
    }

    [Test]
    public void It_is_hardened()
    {
        using (Assert.EnterMultipleScope())
        {
            if (library.IsLinux)
            {
                Assert.That(_elf.HasReadOnlyRelocations);
                Assert.That(_elf.HasExecutableStack, Is.False);
            }
            else if (library.IsWindows)
            {
                Assert.That(_windows.HasRandomAddress);
                Assert.That(_windows.HasNoExecutableData);
            }
            else
            {
                // Apple's processors load nothing that is not signed.
                Assert.That(_mac.IsSigned || library.Rid == "osx-x64");
            }
        }
    }

    private IEnumerable<Version> GlibcVersions() => _elf.Versions
        .Where(need => need.Version.StartsWith("GLIBC_", StringComparison.Ordinal))
        .Select(need => Version.Parse(need.Version.AsSpan("GLIBC_".Length)))
        .Select(version => new Version(version.Major, version.Minor));
}
