using NUnit.Framework;
using Sige.Tests.Native;

namespace Sige.Tests.Packaging;

/// <summary>
/// The packages of Sige, packed from what is built, and the folders of programs that use them. A program gets Sige from these packages alone,
/// and what Sige needs of others from where restoring this project has put it or from the machine's own sources.
/// </summary>
internal sealed class PackageFeed : IDisposable
{
    public static readonly string Root = Path.GetFullPath(Path.Combine(GoldenData.Find(), "..", ".."));

    /// <summary>What the tests, and so the packed projects, are built in: bin/CONFIGURATION/FRAMEWORK.</summary>
    public static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly string _folder = Directory.CreateTempSubdirectory("sige-feed-").FullName;

    /// <param name="projects">What to pack, as paths in the repository.</param>
    public PackageFeed(params ReadOnlySpan<string> projects)
    {
        foreach (string project in projects)
            Dotnet(Root, "pack", Path.Combine(Root, project), "--no-build", "-c", Configuration, "-o", Packages);
        File.WriteAllText(In("nuget.config"), $"""
            <configuration>
              <packageSources><add key="sige" value="{Packages}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="sige"><package pattern="Sige" /><package pattern="Sige.*" /></packageSource>
            {string.Concat(MachineSources().Select(source => $"    <packageSource key=\"{source}\"><package pattern=\"*\" /></packageSource>\n"))}
              </packageSourceMapping>
              <fallbackPackageFolders><clear /><add key="restored" value="{Restored}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Where the packages lie.</summary>
    public string Packages => In("feed");

    private static string Restored => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    // Nothing that an earlier run restored is taken for these packages, and no server outlives the test.
    private Dictionary<string, string> Variables => new()
    {
        ["NUGET_PACKAGES"] = In("packages"),
        ["TMPDIR"] = In("temporary"),
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["WINEPREFIX"] = In("wine"),
        ["WINEDEBUG"] = "-all",
    };

    /// <summary>A folder that goes with the feed.</summary>
    public string In(string name) => Path.Combine(_folder, name);

    /// <summary>Copies a program of tests/consumers to where nothing but its own files and the feed is in reach.</summary>
    /// <returns>Its folder.</returns>
    public string CopyConsumer(string name)
    {
        string source = Path.Combine(Root, "tests", "consumers", name);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(In(name), Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        return In(name);
    }

    /// <summary>Runs dotnet in a folder.</summary>
    /// <returns>What it said; a failure fails the test.</returns>
    public string Dotnet(string folder, params IEnumerable<string> arguments) => Run("dotnet", folder, arguments);

    /// <summary>Runs a program in a folder.</summary>
    /// <returns>What it said; a failure fails the test.</returns>
    public string Run(string program, string folder, params IEnumerable<string> arguments)
    {
        Directory.CreateDirectory(In("temporary"));
        (int exitCode, string output) = NativeTestTree.Run(program, arguments, folder, folder == Root ? null : Variables);
        Assert.That(exitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The names of the sources that this machine restores from.</summary>
    private static IEnumerable<string> MachineSources()
    {
        (_, string list) = NativeTestTree.Run("dotnet", ["nuget", "list", "source"], Path.GetTempPath());
        return list.Split('\n').Where(line => line.Contains("[Enabled]", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf('.', StringComparison.Ordinal) + 1)..line.LastIndexOf('[')].Trim());
    }
}
