using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;

namespace Sige.Tests.Packaging;

/// <summary>What the packages hold and depend on.</summary>
internal sealed class PackageTests
{
    private const int MostBytes = 10_000_000;

    private static readonly string[] Libraries = ["Sige.Interop", "Sige", "Sige.Imaging", "Sige.Models", "Sige.Diffusion"];

    private static readonly string[] Runtimes = [.. NativeLibraryFile.Built.Select(library => $"Sige.Runtime.{library.Rid}")];

    private static readonly string[] Names = ["Sige.Runtime", .. Runtimes, .. Libraries];

    [Test]
    public void One_for_each_library_and_system_is_packed() =>
        Assert.That(Directory.GetFiles(SharedFeed.Feed.Packages, "*.nupkg").Select(NameOf), Is.EquivalentTo(Names));

    [TestCaseSource(nameof(Names))]
    public void It_carries_licence_notices_and_readme(string name)
    {
        using ZipArchive package = Open(name);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Metadata(package, "license"), Is.EqualTo("MIT"));
            Assert.That(Metadata(package, "readme"), Is.EqualTo("README.md"));
            Assert.That(package.GetEntry("THIRD-PARTY-NOTICES.txt"), Is.Not.Null);
            Assert.That(new FileInfo(PathOf(name)).Length, Is.LessThan(MostBytes));
        }
    }

    /// <summary>A package's page shows no picture and follows no link that has no address.</summary>
    [Test]
    public void Its_readme_links_to_addresses_alone()
    {
        using ZipArchive package = Open("Sige");
        using var reader = new StreamReader(package.GetEntry("README.md")!.Open());
        string readme = reader.ReadToEnd();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(readme, Does.Contain("# Sige\n").And.Contain("```csharp\nusing Sige.Imaging;\n"));
            Assert.That(Regex.Matches(readme, @"\]\((?!https://|#)[^)]*\)").Select(link => link.Value), Is.Empty);
        }
    }

    [Test]
    public void The_bindings_bring_the_engine_for_every_system()
    {
        using ZipArchive bindings = Open("Sige.Interop"), engine = Open("Sige.Runtime");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Dependencies(bindings), Is.EqualTo(["Sige.Runtime"]));
            Assert.That(Dependencies(engine), Is.EquivalentTo(Runtimes));
        }
    }

    [TestCaseSource(nameof(Runtimes))]
    public void An_engine_is_its_library_with_header_and_CMake_package(string name)
    {
        string rid = name["Sige.Runtime.".Length..];
        NativeLibraryFile library = NativeLibraryFile.Built.Single(library => library.Rid == rid);
        using ZipArchive package = Open(name);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(files.Where(file => file.StartsWith("runtimes/", StringComparison.Ordinal)), Is.EqualTo([$"runtimes/{rid}/native/{Path.GetFileName(library.Path)}"]));
            Assert.That(files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)), Is.Empty);
            Assert.That(files, Has.Member("build/native/include/sige/sige.h").And.Member("build/native/cmake/SigeConfig.cmake"));
            Assert.That(files.Contains("build/native/lib/sige.lib"), Is.EqualTo(library.IsWindows));
        }
    }

    /// <summary>Two builds of one commit make the same bytes.</summary>
    [TestCaseSource(nameof(Names))]
    public void It_does_not_tell_when_it_was_packed(string name)
    {
        using ZipArchive package = Open(name);
        Assert.That(package.Entries.Select(entry => entry.LastWriteTime.DateTime), Is.Not.Empty.And.All.EqualTo(new DateTime(1980, 1, 1)));
    }

    [TestCaseSource(nameof(Libraries))]
    public void Its_symbols_are_a_package_of_their_own(string name)
    {
        using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(PathOf(name), "snupkg"));
        Assert.That(symbols.Entries.Select(entry => entry.FullName), Has.Member($"lib/net10.0/{name}.pdb"));
    }

    private static string NameOf(string path) => Regex.Replace(Path.GetFileNameWithoutExtension(path), @"\.\d+\.\d+\.\d+$", "");

    private static string PathOf(string name) => Directory.GetFiles(SharedFeed.Feed.Packages, $"{name}.*.nupkg").Single(path => NameOf(path) == name);

    private static ZipArchive Open(string name) => ZipFile.OpenRead(PathOf(name));

    private static XElement Specification(ZipArchive package)
    {
        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XElement.Load(stream);
    }

    private static string? Metadata(ZipArchive package, string name) =>
        Specification(package).Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    private static string[] Dependencies(ZipArchive package) =>
        [.. Specification(package).Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)];
}
