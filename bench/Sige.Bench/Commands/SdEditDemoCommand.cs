using System.CommandLine;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.SdEdit;
using Sige.Devices;
using Sige.Weights;

namespace Sige.Bench.Commands;

/// <summary><c>sdedit-demo</c>: how near sparse edits and crop-and-paste come to dense edits with a trained network.</summary>
internal static class SdEditDemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<int> threads = Count("--threads", "Threads of the engine.", 2, 256), runs = Count("--runs", "Edits behind each median.", 1, 1000);
        var edits = new Option<bool>("--edits") { Description = "Show every edit too." };
        Option<string?> json = JsonOption.Create();
        var command = new Command("sdedit-demo", "Edits of four street pictures with the demo's trained denoiser: sparse and by crop-and-paste, against dense.")
        {
            threads, runs, edits, json,
        };
        command.SetAction(result => Run(
            result.GetValue(threads), result.GetValue(runs), result.GetValue(edits), new BenchOutput(result.GetValue(json))));
        return command;
    }

    private static int Run(int threads, int runs, bool showsEdits, BenchOutput output)
    {
        Machine machine = Machine.Measure(new CpuQueueOptions(threads));
        output.WriteLine(machine.ToString());
        using WeightCollection weights = StreetFiles.OpenWeights();
        var bench = new StreetBench(weights, StreetBench.DefaultSampler, threads, runs);
        IReadOnlyList<StreetFigure> figures = [.. StreetScenes.Load().SelectMany(bench.Run)];
        IReadOnlyList<StreetSummary> methods = StreetSummary.Of(figures);
        if (showsEdits)
            StreetTable.WriteEdits(output, figures);
        StreetTable.WriteMethods(output, methods);
        output.WriteJson(new { Machine = machine, Methods = methods, Edits = figures });
        return 0;
    }

    private static Option<int> Count(string name, string description, int usual, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Require(count => count >= 1 && count <= most, $"{name} is 1 to {most}.");
        return option;
    }
}
