using System.IO.Compression;
using System.Runtime.InteropServices;
using NUnit.Framework;

namespace Sige.Tests.Packaging.Consumers;

/// <summary>A program in C99 over the packed header, library and CMake package; it judges its edit itself.</summary>
[Category("Packages")]
internal sealed class NativeConsumerTests
{
    /// <summary>Other instruction sets round otherwise: a part of the output's scale.</summary>
    private const float Tolerance = 1e-4f;

    private static readonly string Toolchains = Path.Combine(PackageFeed.Root, ".build", "toolchains");

    [Test]
    public void It_edits_here() => Assert.That(Run(NativeLibraryFile.Host.Rid, [], []).Length, Is.Positive);

    /// <summary>Of the libraries that were built: under an emulator, or with the C library of another system.</summary>
    [TestCaseSource(nameof(Elsewhere))]
    public void It_edits_elsewhere_to_the_same_values(string rid, string runner, string linkerFlags)
    {
        string[] command = runner.Split(' ');
        if (!IsThere(command[0]))
            Assert.Ignore($"{command[0]} is not here to run a program for {rid}");

        float[] here = Run(NativeLibraryFile.Host.Rid, [], []);
        float[] there = Run(rid, command, [$"-DCMAKE_TOOLCHAIN_FILE={Toolchains}/{rid}.cmake", $"-DCMAKE_EXE_LINKER_FLAGS={linkerFlags}"]);

        float scale = here.Max(MathF.Abs);
        Assert.That(here.Zip(there, (a, b) => MathF.Abs(a - b)).Max(), Is.LessThan(Tolerance * scale));
    }

    private static IEnumerable<TestCaseData> Elsewhere() => new[]
    {
        new TestCaseData("linux-arm64", "qemu-aarch64-static -L /usr/aarch64-linux-gnu", "-fuse-ld=lld-19"),
        new TestCaseData("linux-musl-x64", "/lib/ld-musl-x86_64.so.1", "-dynamic"),
        new TestCaseData("win-x64", "/usr/lib/wine/wine64", ""),
    }.Where(test => NativeLibraryFile.Built.Any(library => library.Rid.Equals(test.Arguments[0])));

    /// <returns>The edited output.</returns>
    private static float[] Run(string rid, string[] runner, string[] options)
    {
        PackageFeed feed = SharedFeed.Feed;
        string folder = feed.CopyConsumer("C"), package = Path.Combine(folder, rid), build = Path.Combine(folder, $"build-{rid}"), output = Path.Combine(folder, $"{rid}.bin");
        if (!Directory.Exists(package))
            ZipFile.ExtractToDirectory(Directory.GetFiles(feed.Packages, $"Sige.Runtime.{rid}.*.nupkg").Single(), package);
        feed.Run("cmake", folder, ["-S", ".", "-B", build, $"-DSige_DIR={package}/build/native/cmake", "-DCMAKE_BUILD_TYPE=Release", .. options]);
        feed.Run("cmake", folder, "--build", build, "--config", "Release");

        string program = Directory.GetFiles(build, "consumer*", SearchOption.AllDirectories).Single(file => Path.GetFileName(file) is "consumer" or "consumer.exe");
        // Windows looks for a library beside the program.
        if (rid.StartsWith("win", StringComparison.Ordinal))
            File.Copy(Path.Combine(package, "runtimes", rid, "native", "sige.dll"), Path.Combine(Path.GetDirectoryName(program)!, "sige.dll"), overwrite: true);
        string[] command = [.. runner, program, output];
        Assert.That(feed.Run(command[0], folder, command[1..]), Does.Contain("within"));
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
    }

    private static bool IsThere(string program) =>
        Path.IsPathRooted(program) ? File.Exists(program) : Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
