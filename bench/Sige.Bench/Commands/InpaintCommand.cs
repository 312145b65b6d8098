using System.CommandLine;
using Sige.Bench.Inpaint;
using Sige.Bench.Measuring;
using Sige.Bench.Output;

namespace Sige.Bench.Commands;

/// <summary><c>sd-inpaint</c>: a mask painted anew with Stable Diffusion, from noise to picture.</summary>
internal static class InpaintCommand
{
    private const int LargestMargin = 256;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var common = new CommonOptions(peer: false);
        var steps = new Option<int>("--steps") { Description = "Steps of the sampler.", DefaultValueFactory = _ => 20 };
        var margin = new Option<int>("--margin") { Description = "Pixels around the mask that crop-and-stitch takes along.", DefaultValueFactory = _ => 64 };
        steps.Require(count => count is >= 1 and <= 1000, "--steps is 1 to 1000.");
        margin.Require(pixels => pixels is >= 0 and <= LargestMargin, $"--margin is 0 to {LargestMargin}.");
        var command = new Command(InpaintTable.Name, "A mask painted anew with Stable Diffusion 1.5 at 512x512 with random weights: incremental, whole, and by crop-and-stitch.") { steps, margin };
        common.AddTo(command);
        command.SetAction(result =>
        {
            BenchSettings settings = common.Read(result);
            var output = new BenchOutput(settings.Json);
            output.WriteLine(Machine.Measure(settings.Queue).ToString());
            var bench = new InpaintBench(new InpaintScene(settings, result.GetValue(steps)), settings, result.GetValue(margin));
            InpaintResult figures = bench.Run();
            InpaintTable.Write(output, figures, bench.Notices);
            output.WriteJson(figures);
            return 0;
        });
        return command;
    }
}
