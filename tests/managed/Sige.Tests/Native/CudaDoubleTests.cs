using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Native;

/// <summary>
/// Sessions on the CUDA backend, whose kernels a double of NVIDIA's driver interprets; each in a process of its own, which finds that
/// driver in place of the system's.
/// </summary>
[Platform("Linux")]
internal sealed class CudaDoubleTests
{
    /// <summary>Those of the networks that take an interpreter seconds: what they are made of is in all others.</summary>
    [TestCase("incremental", "general")]
    [TestCase("cached", "general")]
    [TestCase("cached", "ddpm-like")]
    [TestCase("incremental", "sd-like")]
    public void GivesTheValuesOfTheCpu(string session, string network)
    {
        string driver = NativeTestTree.Binary("libcuda_double.so");
        if (!File.Exists(driver))
            Assert.Ignore("The double of the CUDA driver runs on x86-64 alone.");
        string host = Path.Combine(TestContext.CurrentContext.TestDirectory, "Sige.DoubleHost.dll");
        string library = NativeTestTree.Binary(NativeLibraryResolver.FileName);
        var (exitCode, output) = NativeTestTree.Run("env", [$"SIGE_CUDA_DRIVER={driver}", "dotnet", host, library, "values", session, network]);
        Assert.That(exitCode, Is.Zero, output);
    }
}
