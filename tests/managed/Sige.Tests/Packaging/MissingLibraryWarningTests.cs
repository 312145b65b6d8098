using NUnit.Framework;

namespace Sige.Tests.Packaging;

/// <summary>Who builds for a system that no package has a library for is told so.</summary>
internal sealed class MissingLibraryWarningTests
{
    private const string Code = "SIGE0002";

    [OneTimeSetUp]
    public void Write() => WriteConsumer(SharedFeed.Feed.In("consumer"));

    /// <summary>The engine is built for none of them.</summary>
    [TestCase("win-x86")]
    [TestCase("linux-s390x")]
    public void AWarningNamesTheSystemAndWhatIsThere(string rid)
    {
        string warning = Build("-r", rid).Split('\n').First(line => line.Contains(Code, StringComparison.Ordinal));

        Assert.That(warning, Does.Contain($"warning {Code}").And.Contain($"'{rid}'").And.Contain(HostRid));
    }

    [Test]
    public void NothingIsSaidWhereTheLibraryIsThere()
    {
        Assert.That(Build("-r", HostRid), Does.Not.Contain(Code));
        Assert.That(Build(), Does.Not.Contain(Code), "without a name, the build is for this machine");
    }

    private string Build(params IEnumerable<string> options) =>
        SharedFeed.Feed.Dotnet(SharedFeed.Feed.In("consumer"), ["build", "-v", "quiet", "--disable-build-servers", .. options]);

    private static void WriteConsumer(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "consumer.csproj"), """
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
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine();");
    }

    private static string HostRid => NativeLibraryFile.Host.Rid;
}
