using System.CommandLine;
using Sige.Bench.Fidelity;
using Sige.Bench.Output;
using Sige.Devices;

namespace Sige.Bench.Commands;

/// <summary><c>fidelity</c>: the error of edits, beside that of the reference implementation.</summary>
internal static class FidelityCommand
{
    public static Command Create()
    {
        Option<string> model = ModelsOption.Create(FidelityModel.Names);
        var seeds = new Option<int>("--seeds") { Description = "How many sets of random weights, 1 to 100; the middle one is judged.", DefaultValueFactory = _ => 5 };
        seeds.Require(count => count is >= 1 and <= 100, "--seeds is 1 to 100.");
        var edits = new Option<string[]>("--edits")
        {
            Description = "The edits; all of them if none is named.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        edits.AcceptOnlyFromAmong([.. FidelityEdit.All.Select(edit => edit.Name)]);
        var form = new Option<string?>("--form") { Description = $"Run Sige's convolutions in one form where it can: with {ConvolutionOperator.FormName}, as the emulation does, what remains is what edits leave stale.", HelpName = "NAME" };
        Option<int?> sparseFrom = SparseFromOption.Create();
        Option<string?> json = JsonOption.Create();
        var command = new Command("fidelity", "Errors of edits of full-size networks against whole runs: Sige's, and those of the SIGE reference's rules.") { model, seeds, edits, form, sparseFrom, json };
        command.SetAction(result => Run(
            result.GetValue(model)!,
            result.GetValue(seeds),
            FidelityEdit.Named(result.GetValue(edits)!),
            result.GetValue(form),
            result.GetValue(sparseFrom),
            new BenchOutput(result.GetValue(json))));
        return command;
    }

    private static int Run(string name, int seeds, IReadOnlyList<FidelityEdit> edits, string? form, int? sparseFrom, BenchOutput output)
    {
        using Engine engine = Engine.Open();
        var bench = new FidelityBench(engine, form, sparseFrom);
        var table = new FidelityTable(output);
        var rows = new List<FidelityRow>();
        table.Begin();
        foreach (FidelityRow row in Measure(bench, ModelsOption.Choose(FidelityModel.Names, name), seeds, edits))
        {
            table.Add(row);
            rows.Add(row);
        }

        IReadOnlyList<FidelityCell> cells = FidelityCell.Of(rows);
        table.End(cells);
        output.WriteJson(new { Edits = cells, Rows = rows });
        return 0;
    }

    private static IEnumerable<FidelityRow> Measure(FidelityBench bench, IEnumerable<string> names, int seeds, IReadOnlyList<FidelityEdit> edits) =>
        from name in names
        from seed in Enumerable.Range(1, seeds).Select(seed => (ulong)seed)
        from model in FidelityModel.Create(name, seed)
        from row in bench.Run(model, seed, edits)
        select row;
}
