using System.CommandLine;
using Sige.Bench.Convolutions;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.Peers;
using Sige.Devices;

namespace Sige.Bench.Commands;

/// <summary><c>conv</c>: convolutions one by one.</summary>
internal static class ConvolutionCommand
{
    private const string Yardstick = "yardstick";

    public static Command Create()
    {
        var common = new CommonOptions();
        var all = new Option<bool>("--all") { Description = "Force each form in turn, with its weights kept and not, instead of only what the cost model chooses with all kept." };
        var networks = new Option<string[]>("--network")
        {
            Description = $"Only these: {Yardstick}, {string.Join(", ", ShapeList.Names)}.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Yardstick, .. ShapeList.Names],
        };
        var best = new Option<bool>("--best") { Description = "Take the best of the runs, not their median: for a machine that has other work." };
        networks.AcceptOnlyFromAmong([Yardstick, .. ShapeList.Names]);
        var command = new Command("conv", "GFLOP/s of the convolutions of five networks: dense, with an edit's active pixels, and in ONNX Runtime.") { all, networks, best };
        common.AddTo(command);
        command.SetAction(result => Run(common.Read(result), result.GetValue(all), result.GetValue(networks)!, result.GetValue(best) ? Estimate.Best : Estimate.Median));
        return command;
    }

    private static int Run(BenchSettings settings, bool all, string[] networks, Estimate estimate)
    {
        var output = new BenchOutput(settings.Json);
        using Engine engine = Engine.Open(options: settings.Queue);
        Machine machine = Machine.Measure(engine);
        output.WriteLine(machine.ToString());
        var options = new ConvolutionBenchOptions(settings.EditPercent, settings.Runs, settings.Policy ?? ActivePolicy.Pixels, all, estimate);
        Func<ConvolutionShape, double>? peer = settings.Peer ? shape => ConvolutionPeer.Time(shape, settings.Threads, settings.Runs, estimate) : null;
        using var bench = new ConvolutionBench(engine, machine, options, peer);
        var figures = new List<ConvolutionFigure>();
        foreach (string name in networks)
        {
            List<ConvolutionFigure> found;
            string title;
            if (name == Yardstick)
            {
                found = [.. bench.RunYardstick()];
                title = "256 -> 256 3x3 at 64x64, each form";
            }
            else
            {
                ShapeList list = ShapeList.Read(name);
                found = [.. bench.Run(list)];
                title = $"{list.Network}, {list.Note}";
            }

            ConvolutionTable.Write(output, title, found);
            figures.AddRange(found);
        }

        output.WriteJson(new ConvolutionResult(machine, settings.EditPercent, options.Policy.ToString().ToLowerInvariant(), figures));
        return 0;
    }

    private sealed record ConvolutionResult(Machine Machine, double EditPercent, string Policy, IReadOnlyList<ConvolutionFigure> Figures);
}
