using System.CommandLine;
using Sige.Bench.Output;
using Sige.Bench.Workloads;
using Sige.Devices;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Commands;

/// <summary><c>host</c>: what the host does of edits on a GPU.</summary>
internal static class HostCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> model = ModelsOption.Create(BenchModel.Names);
        var runs = new Option<int>("--runs") { Description = "Edits behind each median.", DefaultValueFactory = _ => 200 };
        runs.Require(count => count is >= 1 and <= 10_000, "--runs is 1 to 10000.");
        Option<string?> json = JsonOption.Create();
        var command = new Command("host", "What the host takes of an edit of 1.2 % that a CUDA device computes, in float16, until all is handed in.") { model, runs, json };
        command.SetAction(result => Run(result.GetValue(model)!, result.GetValue(runs), new BenchOutput(result.GetValue(json))));
        return command;
    }

    private static int Run(string model, int runs, BenchOutput output)
    {
        var device = new EngineOptions { Kind = DeviceKind.Cuda };
        DeviceInfo found = Device.Query(device.Kind);
        if (!found.IsAvailable)
        {
            Console.Error.WriteLine($"There is no CUDA device to measure: {found.Reason}");
            return 1;
        }

        output.WriteLine(found.Name);
        HostFigure[] figures = [.. ModelsOption.Choose(BenchModel.Names, model).Select(name => HostBench.Run(BenchModel.Create(name), device, runs))];
        var table = new Table().Border(TableBorder.Simple).AddColumn("model");
        foreach (string heading in (ReadOnlySpan<string>)["same pixels, ms", "other pixels, ms"])
            table.AddColumn(new TableColumn(heading) { Alignment = Justify.Right });
        foreach (HostFigure figure in figures)
            table.AddRow(figure.Model, Format(figure.SamePixelsMs, "0.000"), figure.OtherPixelsMs is { } moved ? Format(moved, "0.000") : "");
        output.People.Write(table);
        output.WriteJson(figures);
        return 0;
    }
}
