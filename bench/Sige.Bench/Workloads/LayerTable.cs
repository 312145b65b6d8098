using Sige.Bench.Measuring;
using Sige.Bench.Output;
using Sige.Sessions;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Workloads;

/// <summary>The steps of a run, slowest first.</summary>
internal static class LayerTable
{
    /// <summary>Writes the median time of each step.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="title">What ran.</param>
    /// <param name="reports">Runs of the same plan.</param>
    /// <param name="machine">What the threads reach.</param>
    public static void Write(BenchOutput output, string title, IReadOnlyList<RunReport> reports, Machine machine)
    {
        var table = new Table().Title(new TableTitle(Markup.Escape(title))).Border(TableBorder.Simple);
        foreach (string heading in (ReadOnlySpan<string>)["step", "kind", "size", "mode", "pixels", "form", "ms", "% of time", "G multiply-adds", "GFLOP/s", "% peak", "k cost predicted", "measured", "ratio"])
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "step" or "kind" or "form" ? Justify.Left : Justify.Right, NoWrap = true });

        (StepReport Step, double Seconds)[] steps =
            [.. Enumerable.Range(0, reports[0].Steps.Count).Select(i => (reports[0].Steps[i], MedianTime(reports, i))).OrderByDescending(step => step.Item2)];
        double whole = Statistics.Median([.. reports.Select(report => report.Time.TotalSeconds)]);
        foreach ((StepReport step, double seconds) in steps)
        {
            if (step.Mode != StepMode.Skipped)
                table.AddRow(Cells(step, seconds, whole, machine));
        }

        output.People.Write(table);
        double sum = steps.Sum(step => step.Seconds);
        output.WriteLine(FormattableString.Invariant(
            $"{sum * 1e3:0.00} ms in {steps.Count(step => step.Step.Mode != StepMode.Skipped)} steps, {steps.Count(step => step.Step.Mode == StepMode.Skipped)} skipped; {(whole - sum) * 1e3:0.00} ms between them (difference, masks, tables, log)"));
    }

    private static double MedianTime(IReadOnlyList<RunReport> reports, int step) =>
        Statistics.Median([.. reports.Select(report => report.Steps[step].Time.TotalSeconds)]);

    private static string[] Cells(StepReport step, double seconds, double whole, Machine machine)
    {
        double gflops = 2e-9 * step.MultiplyAdds / seconds;
        double? cost = step.Costs?.Cost;
        return
        [
            Markup.Escape(ShortName(step.Name)),
            Markup.Escape(step.Kind),
            step.Resolution.ToString(),
            step.Mode.ToString(),
            Format(step.Pixels, "0"),
            step.Costs?.Form.Name ?? "",
            Format(seconds * 1e3, "0.000"),
            Format(100 * seconds / whole, "0.0"),
            Format(step.MultiplyAdds / 1e9, "0.000"),
            Format(gflops, "0"),
            Format(100 * gflops / machine.PeakGflops, "0"),
            Format(cost / 1e3, "0"),
            Format(machine.Cost(seconds) / 1e3, "0"),
            Format(cost / machine.Cost(seconds), "0.00"),
        ];
    }

    /// <summary>The first of joined layers, and how many more there are.</summary>
    private static string ShortName(string name)
    {
        int first = name.IndexOf('+', StringComparison.Ordinal);
        return first < 0 ? name : FormattableString.Invariant($"{name[..first]} (+{name.Count(c => c == '+')})");
    }
}
