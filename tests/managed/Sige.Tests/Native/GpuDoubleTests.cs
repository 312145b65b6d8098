using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Native;

/// <summary>
/// Sessions on the backends of GPUs, whose kernels run on doubles of NVIDIA's driver and of Metal; each in a process of its own, which
/// finds the double in place of the system's library.
/// </summary>
[Platform("Linux")]
internal sealed class GpuDoubleTests
{
    /// <summary>A check and the session that it is of.</summary>
    private static readonly string[] StorageChecks = ["laws incremental", "laws cached", "memory cached", "overflow incremental"];

    /// <summary>The networks whose edits the reference recorded.</summary>
    private static readonly string[] Recordings = ["gaugan", "gc", "ddpm", "pd", "sd-unet", "sd-encoder", "sd-decoder"];

    /// <summary>Those that the emulation of Metal runs in less than half a minute.</summary>
    private static readonly string[] MetalRecordings = [.. Recordings.Except(["sd-decoder"])];

    /// <summary>Those of the networks that take an interpreter seconds: what they are made of is in all others.</summary>
    [Test]
    [Sequential]
    public void CudaGivesTheValuesOfTheCpu(
        [Values("incremental", "cached", "cached", "incremental", "incremental-usual", "cached-usual", "cached-spilled")] string session,
        [Values("general", "general", "ddpm-like", "sd-like", "general", "ddpm-like", "general")] string network) =>
        Check("cuda-values", "SIGE_CUDA_DRIVER", "libcuda_double.so", session, network);

    [Test]
    public void CudaRunsInAContextOfTheProgram() => Check("wrapping", "SIGE_CUDA_DRIVER", "libcuda_double.so", "incremental", "general");

    [Test]
    public void CudaLaunchesARepeatedEditAsOne([Values("incremental", "cached")] string session) =>
        Check("captures", "SIGE_CUDA_DRIVER", "libcuda_double.so", session, "general");

    [Test]
    public void CudaKeepsRoundedWeightsWithinABudget() => Check("keeping", "SIGE_CUDA_DRIVER", "libcuda_double.so", "cached", "general");

    [Test]
    [Sequential]
    public void MetalGivesTheValuesOfTheCpu(
        [Values("incremental", "cached", "cached", "incremental", "incremental-usual", "cached-usual", "cached-spilled")] string session,
        [Values("general", "general", "ddpm-like", "sd-like", "general", "ddpm-like", "general")] string network) =>
        Check("metal-values", "SIGE_METAL_RUNTIME", "libsige_metal_double.so", session, network);

    [Test]
    public void CudaKeepsActivationsAsFloat16([ValueSource(nameof(StorageChecks))] string check) => CheckStorage("cuda", "SIGE_CUDA_DRIVER", "libcuda_double.so", check);

    [Test]
    public void MetalKeepsActivationsAsFloat16([ValueSource(nameof(StorageChecks))] string check) =>
        CheckStorage("metal", "SIGE_METAL_RUNTIME", "libsige_metal_double.so", check);

    /// <summary>In float16, which sessions on a GPU take unless asked otherwise.</summary>
    [Test]
    public void CudaEditsRecordingsAsTheCpuDoes([ValueSource(nameof(Recordings))] string recording) =>
        Check("cuda-fidelity", "SIGE_CUDA_DRIVER", "libcuda_double.so", "incremental", recording);

    [Test]
    public void MetalEditsRecordingsAsTheCpuDoes([ValueSource(nameof(MetalRecordings))] string recording) =>
        Check("metal-fidelity", "SIGE_METAL_RUNTIME", "libsige_metal_double.so", "incremental", recording);

    private static void CheckStorage(string device, string variable, string file, string check)
    {
        string[] words = check.Split(' ');
        Check($"{device}-{words[0]}", variable, file, words[1], "general");
    }

    private static void Check(string check, string variable, string file, string session, string network)
    {
        string system = NativeTestTree.Binary(file);
        if (!File.Exists(system))
            Assert.Ignore("The doubles of GPUs run on x86-64 alone.");
        string host = Path.Combine(TestContext.CurrentContext.TestDirectory, "Sige.DoubleHost.dll");
        string library = NativeTestTree.Binary(NativeLibraryResolver.FileName);
        var (exitCode, output) = NativeTestTree.Run("dotnet", [host, library, check, session, network], environment: new Dictionary<string, string> { [variable] = system });
        Assert.That(exitCode, Is.Zero, output);
    }
}
