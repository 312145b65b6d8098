using System.CommandLine;
using Sige.Bench.Charts;
using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Bench.Peers;
using Sige.Bench.Workloads;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Commands;

/// <summary><c>curve</c>: time against edited area.</summary>
internal static class CurveCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var model = new Option<string>("--model") { Description = "The model.", DefaultValueFactory = _ => BenchModel.GauGan };
        model.AcceptOnlyFromAmong([.. BenchModel.Names]);
        var chart = new Option<string?>("--out") { Description = "The chart, PNG; an SVG is written beside it. Default artifacts/curve-MODEL.png.", HelpName = "FILE" };
        var command = new Command("curve", "Time against edited area from 0.1 % to 100 %, rectangle and scattered pixels, as a table and a chart.") { model, chart };
        common.AddTo(command);
        command.SetAction(result => Run(common.Read(result), result.GetValue(model)!, result.GetValue(chart)));
        return command;
    }

    private static int Run(BenchSettings settings, string name, string? chart)
    {
        var output = new BenchOutput(settings.Json);
        BenchModel model = BenchModel.Create(name);
        using var rig = new ModelRig(model, settings);
        Machine machine = Machine.Measure(rig.Engine);
        output.WriteLine(machine.ToString());
        CurveResult result = Measure(rig, model, settings);
        WriteTable(output, result);
        string path = chart ?? Path.Combine("artifacts", $"curve-{name}.png");
        CurveChart.Save(result, $"{name}, {result.Threads} threads, {machine.Processor} ({result.Isa})", path);
        output.WriteLine($"{path} and {Path.ChangeExtension(path, ".svg")}");
        output.WriteJson(result);
        return 0;
    }

    private static CurveResult Measure(ModelRig rig, BenchModel model, BenchSettings settings)
    {
        string? peerName = null;
        double? peerDense = null;
        if (settings.Peer)
        {
            using var peer = new PeerProcess(model.Name, settings.Threads, settings.EditPercent);
            for (int i = 0; i < settings.Runs; i++)
                peer.Sample();
            (peerName, peerDense) = (peer.Name, Timing.Milliseconds(peer.Median()));
        }

        double dense = rig.TimeDense(settings.Runs, [rig.Scene.Original]);
        IReadOnlyList<CurvePoint> points = CurveBench.Run(rig, dense, settings.Runs);
        return new CurveResult(
            model.Name,
            settings.Threads,
            Machine.IsaOf(rig.Engine.Options.CpuQueue!),
            rig.Policy.ToString().ToLowerInvariant(),
            Timing.Milliseconds(dense),
            peerName,
            peerDense,
            points);
    }

    private static void WriteTable(BenchOutput output, CurveResult result)
    {
        var table = new Table().Title(new TableTitle($"{result.Model}, {result.Policy}")).Border(TableBorder.Simple);
        foreach (string heading in (ReadOnlySpan<string>)["edit", "%", "ms", "of dense", "over peer"])
            table.AddColumn(new TableColumn(heading) { Alignment = heading == "edit" ? Justify.Left : Justify.Right });
        foreach (CurvePoint point in result.Points)
        {
            table.AddRow(
                point.Form.ToString(),
                Format(point.EditPercent, "0.###"),
                Format(point.SparseMs, "0.00"),
                Format(point.RelativeToDense, "0.000"),
                Format(result.PeerDenseMs / point.SparseMs, "0.0"));
        }

        output.People.Write(table);
        output.WriteLine(FormattableString.Invariant($"dense {result.DenseMs:0.0} ms{(result.Peer is null ? "" : $"; {result.Peer} {result.PeerDenseMs:0.0} ms")}"));
        CurvePoint[] slow = [.. result.TooSlow];
        output.WriteLine(slow.Length == 0
            ? "No edit is slower than a dense run by more than 5 %."
            : $"Slower than a dense run by more than 5 %: {string.Join(", ", slow.Select(point => $"{point.Form} {Format(point.EditPercent, "0.###")} % ({Format(100 * point.RelativeToDense - 100, "0")} % slower)"))}.");
    }
}
