using NUnit.Framework;
using Sige.Imaging;
using Sige.Tests.Cli.StableDiffusion;
using Sige.Tests.Native;

namespace Sige.Tests.Cli;

/// <summary>
/// Whole edits as a person starts them, on the doubles of both GPUs: text and picture in, every network of the pipeline on the device, a picture out that
/// is near the processor's. A program of its own each time, since a process looks for a GPU once.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GpuCommandTests
{
    private const double LeastPsnr = 45;

    [Test]
    public void GauGanPaintsAnEdit([Values("cuda", "metal")] string device)
    {
        using var street = new GoldenStreet("gaugan");
        AssertPaintsAsTheCpu(device, street.Arguments, street.PathOf("gpu.png"));
    }

    [Test]
    public void SdEditDenoisesAnEdit([Values("cuda", "metal")] string device)
    {
        using var files = new GoldenDenoiser("ddpm");
        AssertPaintsAsTheCpu(device, files.Arguments, files.PathOf("gpu.png"));
    }

    [Test]
    public void StableDiffusionPaintsAMaskAnew([Values("cuda", "metal")] string device)
    {
        using var files = new StableDiffusionFiles(64, 64);
        AssertPaintsAsTheCpu(device, files.Paint(), files["gpu.png"]);
    }

    [Test]
    public void AutoTakesAGpuAndSaysWhatHasNoEffectOnIt()
    {
        using var street = new GoldenStreet("gaugan");

        string output = GpuDouble.Cuda.Run("Sige.Cli.dll", [.. street.Arguments, "--device", "auto"]);

        Assert.That(output, Does.Contain("--device auto chose cuda: ").And.Contain("--threads is an option of the cpu and has no effect on cuda."));
        Assert.That(File.Exists(street.Out));
    }

    /// <summary>Runs a command line on the processor, then on a device, and compares the pictures.</summary>
    private static void AssertPaintsAsTheCpu(string device, string[] arguments, string picture)
    {
        CommandRun onCpu = CommandRun.Of(arguments);
        Assert.That(onCpu.ExitCode, Is.Zero, onCpu.Error);

        GpuDouble gpu = device == "cuda" ? GpuDouble.Cuda : GpuDouble.Metal;
        string output = gpu.Run("Sige.Cli.dll", [.. Without(Without(arguments, "--threads"), "--out"), "--out", picture, "--device", device]);
        Assert.That(output, Does.Contain(device).And.Contain("fp16"));

        string expected = arguments[Array.IndexOf(arguments, "--out") + 1];
        Assert.That(ImageComparison.Between(RgbImage.Load(picture), RgbImage.Load(expected)).Psnr, Is.GreaterThan(LeastPsnr));
    }

    private static string[] Without(string[] arguments, string option)
    {
        int at = Array.IndexOf(arguments, option);
        return [.. arguments[..at], .. arguments[(at + 2)..]];
    }
}
