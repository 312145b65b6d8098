using System.CommandLine;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.Peers;
using Sige.Bench.Workloads;
using Sige.Sessions;

namespace Sige.Bench.Commands;

/// <summary><c>gaugan</c> and <c>gan-compression</c>: full-size models end to end.</summary>
internal static class ModelCommand
{
    public static Command Create(string model)
    {
        var common = new CommonOptions();
        var layers = new Option<bool>("--layers") { Description = "List the steps of a dense run and of an edit, slowest first." };
        var command = new Command(model, $"Dense runs and edits of {model} at 512x256 with random weights, and ONNX Runtime's dense runs.") { layers };
        common.AddTo(command);
        command.SetAction(result => Run(model, common.Read(result), result.GetValue(layers)));
        return command;
    }

    /// <summary>The hidden verb that measures memory.</summary>
    public static Command CreateMemory()
    {
        var common = new CommonOptions();
        var model = new Argument<string>("model");
        var command = new Command(MemoryProbe.Verb) { model };
        command.Hidden = true;
        common.AddTo(command);
        command.SetAction(result =>
        {
            BenchSettings settings = common.Read(result);
            Console.Out.WriteLine(MemoryProbe.Measure(result.GetValue(model)!, settings.EditPercent, settings.Threads, settings.Policy));
        });
        return command;
    }

    private static int Run(string model, BenchSettings settings, bool layers)
    {
        var output = new BenchOutput(settings.Json);
        using var rig = new ModelRig(model, settings.Threads, settings.Policy);
        long peakRss = MemoryProbe.Run(model, settings.EditPercent, settings.Threads, rig.Policy);
        Machine machine = Machine.Measure(rig.Queue);
        output.WriteLine(machine.ToString());
        using ModelPeer? peer = settings.Peer ? new ModelPeer(model, settings.Threads) : null;
        var bench = new ModelBench(rig, model, settings.Runs);
        ModelResult result = bench.Run(settings.EditPercent, peer, peakRss);
        ModelTable.Write(output, result, machine, bench.Reports[^1]);
        if (layers)
        {
            LayerTable.Write(output, $"{model}, edit", bench.Reports, machine);
            RunReport[] dense = [.. Enumerable.Range(0, settings.Runs).Select(_ => rig.Session.Record(rig.Scene.Original))];
            LayerTable.Write(output, $"{model}, dense", dense, machine);
        }

        output.WriteJson(result);
        return 0;
    }
}
