using NUnit.Framework;
using Sige.Interop;

namespace Sige.Tests.Native;

/// <summary>
/// Sessions on the backends of GPUs, whose kernels run on doubles of NVIDIA's driver and of Metal; each in a process of its own, which
/// finds the double in place of the system's library.
/// </summary>
[Platform("Linux")]
[Parallelizable(ParallelScope.All)]
internal sealed class GpuDoubleTests
{
    /// <summary>A check of activations in float16 and the session that it is of.</summary>
    private static readonly string[][] StorageChecks = [["laws", "incremental"], ["laws", "cached"], ["memory", "cached"], ["overflow", "incremental"]];

    /// <summary>The networks whose edits the reference recorded.</summary>
    private static readonly string[] Recordings = ["gaugan", "gc", "ddpm", "pd", "sd-unet", "sd-encoder", "sd-decoder"];

    /// <summary>Those that the emulation of Metal runs in less than half a minute.</summary>
    private static readonly string[] MetalRecordings = [.. Recordings.Except(["sd-decoder"])];

    /// <summary>Those of the networks that take an interpreter seconds: what they are made of is in all others.</summary>
    [Test]
    [Sequential]
    public void CudaGivesTheValuesOfTheCpu(
        [Values("incremental", "cached", "cached", "incremental", "incremental-usual", "cached-usual", "cached-spilled")] string session,
        [Values("general", "general", "ddpm-like", "sd-like", "general", "general", "general")] string network) =>
        CheckOwn(GpuDouble.Cuda, "values", session, network);

    [Test]
    public void CudaRunsInAContextOfTheProgram() => Check(GpuDouble.Cuda, "wrapping", "incremental", "general");

    [Test]
    public void CudaLaunchesARepeatedEditAsOne([Values("incremental", "cached")] string session) =>
        Check(GpuDouble.Cuda, "captures", session, "general");

    [Test]
    public void CudaSessionsOutliveFaultsOrSayThatTheyDoNot() => CheckOwn(GpuDouble.Cuda, "faults", "incremental", "general");

    [Test]
    public void MetalSessionsOutliveFaultsOrSayThatTheyDoNot() => CheckOwn(GpuDouble.Metal, "faults", "incremental", "general");

    /// <summary>On a device that is so fast in float16 that rounding counts.</summary>
    [Test]
    public void CudaKeepsRoundedWeightsWithinABudget() => Check(GpuDouble.Cuda, "keeping", "cached", "general", ("SIGE_CUDA_DOUBLE_COMPUTE", "90"));

    [Test]
    [Sequential]
    public void MetalGivesTheValuesOfTheCpu(
        [Values("incremental", "cached", "cached", "incremental", "incremental-usual", "cached-usual", "cached-spilled")] string session,
        [Values("general", "general", "ddpm-like", "sd-like", "general", "general", "general")] string network) =>
        CheckOwn(GpuDouble.Metal, "values", session, network);

    [TestCaseSource(nameof(StorageChecks))]
    public void CudaKeepsActivationsAsFloat16(string check, string session) => CheckOwn(GpuDouble.Cuda, check, session, "general");

    [TestCaseSource(nameof(StorageChecks))]
    public void MetalKeepsActivationsAsFloat16(string check, string session) => CheckOwn(GpuDouble.Metal, check, session, "general");

    /// <summary>In float16, which sessions on a GPU take unless asked otherwise.</summary>
    [Test]
    public void CudaEditsRecordingsAsTheCpuDoes([ValueSource(nameof(Recordings))] string recording) =>
        CheckOwn(GpuDouble.Cuda, "fidelity", "incremental", recording);

    /// <summary>With every convolution that can in TF32.</summary>
    [TestCase("gc")]
    [TestCase("ddpm")]
    public void CudaEditsRecordingsInTf32AsTheCpuDoes(string recording) => Check(GpuDouble.Cuda, "tf32", "incremental", recording);

    [Test]
    public void MetalEditsRecordingsAsTheCpuDoes([ValueSource(nameof(MetalRecordings))] string recording) =>
        CheckOwn(GpuDouble.Metal, "fidelity", "incremental", recording);

    /// <summary>Runs a check that the host has for several backends.</summary>
    private static void CheckOwn(GpuDouble gpu, string check, string session, string network) => Check(gpu, $"{gpu.Name}-{check}", session, network);

    private static void Check(GpuDouble gpu, string check, string session, string network, params ReadOnlySpan<(string Name, string Value)> switches) =>
        gpu.Run("Sige.DoubleHost.dll", [NativeTestTree.Binary(NativeLibraryResolver.FileName), check, session, network], switches);
}
