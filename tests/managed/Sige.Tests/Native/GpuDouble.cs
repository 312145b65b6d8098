using NUnit.Framework;

namespace Sige.Tests.Native;

/// <summary>A backend whose system's library is a double, for programs that load it.</summary>
/// <param name="Name">As the command line calls the device.</param>
/// <param name="Variable">Says where that library is.</param>
/// <param name="File">The double.</param>
internal sealed record GpuDouble(string Name, string Variable, string File)
{
    public static GpuDouble Cuda { get; } = new("cuda", "SIGE_CUDA_DRIVER", "libcuda_double.so");

    public static GpuDouble Metal { get; } = new("metal", "SIGE_METAL_RUNTIME", "libsige_metal_double.so");

    /// <summary>Runs a program of the tests' folder on the double; the test ends where there is none.</summary>
    /// <param name="program">The program's assembly.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="switches">Variables that the double reads.</param>
    /// <returns>What it wrote; the test fails if it does.</returns>
    public string Run(string program, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> switches)
    {
        string system = NativeTestTree.Binary(File);
        if (!System.IO.File.Exists(system))
            Assert.Ignore("The doubles of GPUs run on x86-64 alone.");
        var environment = new Dictionary<string, string> { [Variable] = system };
        foreach ((string name, string value) in switches)
            environment[name] = value;
        string assembly = Path.Combine(TestContext.CurrentContext.TestDirectory, program);
        var (exitCode, output) = NativeTestTree.Run("dotnet", [assembly, .. arguments], environment: environment);
        Assert.That(exitCode, Is.Zero, output);
        return output;
    }
}
