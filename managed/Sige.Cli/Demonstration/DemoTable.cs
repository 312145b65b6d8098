using Sige.Cli.Output;
using Sige.Devices;
using Spectre.Console;

namespace Sige.Cli.Demonstration;

/// <summary>The figures of the demo as a table.</summary>
internal static class DemoTable
{
    private static readonly string[] Headings =
        ["changed", "MACs\ndense", "MACs\nincremental", "ms\ndense", "ms\nincremental", "speed-up", "PSNR\nto dense"];

    /// <summary>Makes the table.</summary>
    public static Table Create(IEnumerable<DemoFigures> edits)
    {
        Table table = Tables.Create(["edit"], Headings);
        foreach (DemoFigures edit in edits)
        {
            table.AddRow(
                new Text(edit.Name),
                new Text(Figures.Percent(edit.ChangedPercent)),
                new Text(Figures.Count(edit.DenseMultiplyAdds)),
                new Text(Figures.Count(edit.MultiplyAdds)),
                new Text(Figures.Milliseconds(edit.DenseTime)),
                new Text(Figures.Milliseconds(edit.EditTime)),
                new Text(Figures.Ratio(edit.SpeedUp), new Style(Color.Green, decoration: Decoration.Bold)),
                new Text(Figures.Decibels(edit.Psnr)));
        }

        return table;
    }

    /// <summary>Says how the times were taken.</summary>
    /// <param name="span">From what to what, such as <c>from the new label map to the picture's values</c>.</param>
    /// <param name="runs">How often each was run.</param>
    /// <param name="engine">The device, and how it ran.</param>
    /// <param name="policy">What the edits recomputed.</param>
    public static string Describe(string span, (int Dense, int Edit) runs, EngineOptions engine, ActivePolicy policy) =>
        $"MACs: multiply-adds in direct arithmetic. ms: {span}, median of {runs.Dense} dense "
        + $"and {runs.Edit} incremental runs; {Names.OfRun(engine)}, policy {Names.Of(policy)}.";
}
