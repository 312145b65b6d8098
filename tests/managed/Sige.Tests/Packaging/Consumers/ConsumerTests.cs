using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Packaging.Consumers;

/// <summary>Programs of tests/consumers get Sige from its packages alone and paint what the demo paints, bit for bit.</summary>
[Category("Packages")]
internal sealed class ConsumerTests
{
    private static PackageFeed Feed => SharedFeed.Feed;

    private byte[] _expected = null!;

    [OneTimeSetUp]
    public void Paint() => _expected = DemoPicture.Paint();

    [Test]
    public void A_console_program_paints_the_demos_picture()
    {
        string folder = Build("Console");
        Feed.Dotnet(folder, "bin/Console.dll", DemoPicture.Folder, "car.png");
        AssertPainted(Path.Combine(folder, "car.png"));
    }

    [Test]
    public void A_program_compiled_ahead_of_time_paints_the_demos_picture() => RunPublished("NativeAot");

    /// <summary>Nothing lies beside the program: the native libraries come out of it.</summary>
    [Test]
    public void A_trimmed_program_in_one_file_paints_the_demos_picture()
    {
        RunPublished("SingleFile");
        Assert.That(Directory.GetFiles(Path.Combine(Feed.In("SingleFile"), "publish")), Has.Exactly(1).Items);
    }

    [Test]
    public void A_plugin_in_a_context_of_its_own_paints_the_demos_picture()
    {
        string folder = Feed.CopyConsumer("Plugin");
        Build(Path.Combine(folder, "Host"), "Host");
        Build(Path.Combine(folder, "Plugin"), "Plugin");
        Feed.Dotnet(folder, "Host/bin/Host.dll", Path.Combine(folder, "Plugin/bin/Plugin.dll"), DemoPicture.Folder, Path.Combine(folder, "car.png"));
        AssertPainted(Path.Combine(folder, "car.png"));
    }

    [Test]
    public void A_script_paints_the_demos_picture()
    {
        string folder = Feed.CopyConsumer("Script");
        Feed.Dotnet(folder, "fsi", "--quiet", "edit.fsx", DemoPicture.Folder, "car.png");
        AssertPainted(Path.Combine(folder, "car.png"));
    }

    [Test]
    public async Task A_web_server_serves_the_demos_picture()
    {
        string folder = Build("Web");
        await using WebServer server = await WebServer.Start(folder, "bin/Web.dll", $"--Demo={DemoPicture.Folder}");
        string picture = Path.Combine(folder, "car.png");
        await File.WriteAllBytesAsync(picture, await server.Get("edits/add-car"));
        AssertPainted(picture);
    }

    private static string HostRid => NativeLibraryFile.Host.Rid;

    private string Build(string name) => Build(Feed.CopyConsumer(name), name);

    private string Build(string folder, string name)
    {
        Feed.Dotnet(folder, "build", $"{name}.csproj", "-c", "Release", "-o", "bin", "-v", "quiet", "--disable-build-servers");
        return folder;
    }

    private void RunPublished(string name)
    {
        string folder = Feed.CopyConsumer(name);
        Feed.CopyConsumer("Console");
        Feed.Dotnet(folder, "publish", $"{name}.csproj", "-c", "Release", "-r", HostRid, "-o", "publish", "-v", "quiet", "--disable-build-servers");
        string program = Path.Combine(folder, "publish", OperatingSystem.IsWindows() ? $"{name}.exe" : name);
        Feed.Run(program, folder, DemoPicture.Folder, "car.png");
        AssertPainted(Path.Combine(folder, "car.png"));
    }

    private void AssertPainted(string picture) => Assert.That(RgbImage.Load(picture).Pixels.SequenceEqual(_expected), "The picture differs from the demo's.");
}
