using System.IO.Compression;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Sige.Cli.Demonstration;

namespace Sige.Tests.Packaging;

/// <summary>The command line as a .NET tool: a package that points to one for each system.</summary>
[Category("Packages")]
internal sealed class ToolTests
{
    /// <summary>19 MB are the demo's weights, which are in the package that points to the others.</summary>
    private const int MostBytes = 25_000_000;

    private static readonly string Rid = NativeLibraryFile.Host.Rid;

    private readonly PackageFeed _feed = new();

    [OneTimeSetUp]
    public void Pack()
    {
        string project = Path.Combine(PackageFeed.Root, "managed", "Sige.Cli");
        _feed.Dotnet(PackageFeed.Root, "pack", project, "-c", PackageFeed.Configuration, "-o", _feed.Packages, $"-p:ToolPackageRuntimeIdentifiers={Rid}");
    }

    [OneTimeTearDown]
    public void Clean() => _feed.Dispose();

    [Test]
    public void It_points_to_a_package_for_each_system()
    {
        using ZipArchive package = Open("Sige.Cli.?.*");
        using var settings = new StreamReader(package.GetEntry("tools/any/any/DotnetToolSettings.xml")!.Open());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.ReadToEnd(), Does.Contain($"RuntimeIdentifier=\"{Rid}\" Id=\"Sige.Cli.{Rid}\""));
            Assert.That(package.Entries.Select(entry => entry.FullName), Has.Member("Demo/street_spade.f16.safetensors").And.Member("Demo/original.labels.png"));
            Assert.That(new FileInfo(PathOf("Sige.Cli.?.*")).Length, Is.LessThan(MostBytes));
        }
    }

    [Test]
    public void The_package_of_a_system_has_the_libraries_of_no_other_and_nothing_of_the_demo()
    {
        using ZipArchive package = Open($"Sige.Cli.{Rid}.*");
        string[] files = [.. package.Entries.Select(entry => entry.Name)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(files.Where(file => file is "sige.dll" or "libsige.so" or "libsige.dylib"), Is.EqualTo([Path.GetFileName(NativeLibraryFile.Host.Path)]));
            Assert.That(files.Where(file => file.StartsWith("libSkiaSharp", StringComparison.Ordinal)), Has.Exactly(1).Items);
            Assert.That(files, Has.None.EndsWith(".safetensors"));
            Assert.That(new FileInfo(PathOf($"Sige.Cli.{Rid}.*")).Length, Is.LessThan(MostBytes));
        }
    }

    [Test]
    public void It_is_installed_with_its_engine_and_demo()
    {
        string folder = _feed.In("tool");
        Directory.CreateDirectory(folder);
        _feed.Dotnet(folder, "tool", "install", "Sige.Cli", "--tool-path", "bin");
        string said = _feed.Run(Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "sige.exe" : "sige"), folder, "info");
        string program = Directory.GetFiles(folder, "Sige.Cli.dll", SearchOption.AllDirectories).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(said, Does.Match($@"loaded from\s+{Regex.Escape(folder)}"));
            Assert.That(Path.Combine(DemoScenes.FindFolder(Path.GetDirectoryName(program)!), "scenes.json"), Does.Exist);
        }
    }

    private string PathOf(string pattern) => Directory.GetFiles(_feed.Packages, $"{pattern}.nupkg").Single();

    private ZipArchive Open(string pattern) => ZipFile.OpenRead(PathOf(pattern));
}
