using NUnit.Framework;
using Sige.Tests.Native;

namespace Sige.Tests.Packaging;

/// <summary>The packages Sige and Sige.Interop, packed from what is built, and a program that uses them; all in a folder that goes with it.</summary>
internal sealed class PackageFeed : IDisposable
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(GoldenData.Find(), "..", ".."));

    private readonly string _folder = Directory.CreateTempSubdirectory("sige-feed-").FullName;

    public PackageFeed()
    {
        // bin/CONFIGURATION/FRAMEWORK
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (string project in (ReadOnlySpan<string>)["bindings/Sige.Interop", "managed/Sige"])
            Require(Dotnet("pack", Path.Combine(Root, project), "--no-build", "-c", configuration, "-o", In("feed")));
        WriteConsumer();
    }

    /// <summary>Builds the program.</summary>
    /// <param name="options">More arguments of <c>dotnet build</c>.</param>
    /// <returns>What the build said.</returns>
    public string Build(params ReadOnlySpan<string> options) => Require(Dotnet(["build", In("consumer"), "-v", "quiet", "--disable-build-servers", .. options]));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    /// <summary>The packages that Sige itself uses come from where restoring this project has put them: no registry is asked.</summary>
    private void WriteConsumer()
    {
        Directory.CreateDirectory(In("consumer"));
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(In("nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{In("feed")}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{restored}" /></fallbackPackageFolders>
              <config><add key="globalPackagesFolder" value="{In("packages")}" /></config>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(In("consumer"), "consumer.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
                <SelfContained>false</SelfContained>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Sige" Version="*" /></ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(In("consumer"), "Program.cs"), "System.Console.WriteLine();");
    }

    private static (int ExitCode, string Output) Dotnet(params IEnumerable<string> arguments) => NativeTestTree.Run("dotnet", arguments, Root);

    private static string Require((int ExitCode, string Output) run)
    {
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        return run.Output;
    }
}
