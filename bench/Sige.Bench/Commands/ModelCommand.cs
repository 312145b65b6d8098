using System.CommandLine;
using Sige.Bench.Edits;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.Peers;
using Sige.Bench.Workloads;

namespace Sige.Bench.Commands;

/// <summary>A command for each of <see cref="BenchModel.Names"/>: a full-size model end to end.</summary>
internal static class ModelCommand
{
    private const int EditsForMemory = 6;

    public static Command Create(string model)
    {
        var common = new CommonOptions();
        var layers = new Option<bool>("--layers") { Description = "List the steps of a dense run and of an edit, slowest first." };
        Option<bool> memory = MemoryProbe.CreateOption();
        var command = new Command(model, $"Dense runs and edits of {BenchModel.Describe(model)} with random weights, and ONNX Runtime's dense runs.") { layers, memory };
        common.AddTo(command);
        command.SetAction(result => result.GetValue(memory)
            ? MemoryProbe.Measure(() => Edit(model, common.Read(result)))
            : Run(model, common.Read(result), result.GetValue(layers)));
        return command;
    }

    private static void Edit(string model, BenchSettings settings)
    {
        using var rig = new ModelRig(BenchModel.Create(model), settings);
        rig.TimeEdits(EditsForMemory, EditArea.Mark(EditForm.Rectangle, rig.Scene.Size, settings.EditPercent));
    }

    private static int Run(string name, BenchSettings settings, bool layers)
    {
        var output = new BenchOutput(settings.Json);
        long peakRss = MemoryProbe.Run();
        using PeerProcess? peer = settings.Peer ? new PeerProcess(name, settings.Threads, settings.EditPercent) : null;
        using var rig = new ModelRig(BenchModel.Create(name), settings);
        peer?.WaitUntilReady();
        Machine machine = Machine.Measure(rig.Engine);
        output.WriteLine(machine.ToString());
        var bench = new ModelBench(rig, settings.Runs);
        ModelResult result = bench.Run(settings.EditPercent, peer, peakRss);
        ModelTable.Write(output, result, machine, bench.Reports[^1]);
        if (layers)
        {
            LayerTable.Write(output, $"{name}, edit", bench.Reports, machine);
            LayerTable.Write(output, $"{name}, dense", bench.DenseReports, machine);
        }

        output.WriteJson(result);
        return 0;
    }
}
