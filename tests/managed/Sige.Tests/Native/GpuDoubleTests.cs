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
    private static readonly Gpu Cuda = new("cuda", "SIGE_CUDA_DRIVER", "libcuda_double.so"), Metal = new("metal", "SIGE_METAL_RUNTIME", "libsige_metal_double.so");

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
        [Values("general", "general", "ddpm-like", "sd-like", "general", "ddpm-like", "general")] string network) =>
        Cuda.CheckOwn("values", session, network);

    [Test]
    public void CudaRunsInAContextOfTheProgram() => Cuda.Check("wrapping", "incremental", "general");

    [Test]
    public void CudaLaunchesARepeatedEditAsOne([Values("incremental", "cached")] string session) =>
        Cuda.Check("captures", session, "general");

    [Test]
    public void CudaSessionsOutliveFaultsOrSayThatTheyDoNot() => Cuda.CheckOwn("faults", "incremental", "general");

    [Test]
    public void MetalSessionsOutliveFaultsOrSayThatTheyDoNot() => Metal.CheckOwn("faults", "incremental", "general");

    /// <summary>On a device that is so fast in float16 that rounding counts.</summary>
    [Test]
    public void CudaKeepsRoundedWeightsWithinABudget() => Cuda.Check("keeping", "cached", "general", ("SIGE_CUDA_DOUBLE_COMPUTE", "90"));

    [Test]
    [Sequential]
    public void MetalGivesTheValuesOfTheCpu(
        [Values("incremental", "cached", "cached", "incremental", "incremental-usual", "cached-usual", "cached-spilled")] string session,
        [Values("general", "general", "ddpm-like", "sd-like", "general", "ddpm-like", "general")] string network) =>
        Metal.CheckOwn("values", session, network);

    [TestCaseSource(nameof(StorageChecks))]
    public void CudaKeepsActivationsAsFloat16(string check, string session) => Cuda.CheckOwn(check, session, "general");

    [TestCaseSource(nameof(StorageChecks))]
    public void MetalKeepsActivationsAsFloat16(string check, string session) => Metal.CheckOwn(check, session, "general");

    /// <summary>In float16, which sessions on a GPU take unless asked otherwise.</summary>
    [Test]
    public void CudaEditsRecordingsAsTheCpuDoes([ValueSource(nameof(Recordings))] string recording) =>
        Cuda.CheckOwn("fidelity", "incremental", recording);

    /// <summary>With every convolution that can in TF32.</summary>
    [TestCase("gc")]
    [TestCase("ddpm")]
    public void CudaEditsRecordingsInTf32AsTheCpuDoes(string recording) => Cuda.Check("tf32", "incremental", recording);

    [Test]
    public void MetalEditsRecordingsAsTheCpuDoes([ValueSource(nameof(MetalRecordings))] string recording) =>
        Metal.CheckOwn("fidelity", "incremental", recording);

    /// <summary>A backend whose system's library is a double.</summary>
    /// <param name="Name">As the host of checks calls it.</param>
    /// <param name="Variable">Says where that library is.</param>
    /// <param name="File">The double.</param>
    private sealed record Gpu(string Name, string Variable, string File)
    {
        /// <summary>Runs a check that the host has for several backends.</summary>
        public void CheckOwn(string check, string session, string network) => Check($"{Name}-{check}", session, network);

        /// <summary>Runs a check, with switches of the double.</summary>
        public void Check(string check, string session, string network, params ReadOnlySpan<(string Name, string Value)> switches)
        {
            string system = NativeTestTree.Binary(File);
            if (!System.IO.File.Exists(system))
                Assert.Ignore("The doubles of GPUs run on x86-64 alone.");
            string host = Path.Combine(TestContext.CurrentContext.TestDirectory, "Sige.DoubleHost.dll");
            string library = NativeTestTree.Binary(NativeLibraryResolver.FileName);
            var environment = new Dictionary<string, string> { [Variable] = system };
            foreach ((string name, string value) in switches)
                environment[name] = value;
            var (exitCode, output) = NativeTestTree.Run("dotnet", [host, library, check, session, network], environment: environment);
            Assert.That(exitCode, Is.Zero, output);
        }
    }
}
