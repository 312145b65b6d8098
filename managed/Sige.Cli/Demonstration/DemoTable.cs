using Sige.Cli.Output;
using Sige.Cli.Painting;
using Spectre.Console;

namespace Sige.Cli.Demonstration;

/// <summary>The figures of the demo as a table.</summary>
internal static class DemoTable
{
    private static readonly string[] Headings =
        ["changed", "MACs\ndense", "MACs\nincremental", "ms\ndense", "ms\nincremental", "speed-up", "PSNR\nto dense"];

    /// <summary>Makes the table.</summary>
    public static Table Create(IReadOnlyList<DemoEdit> edits)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn(new TableColumn("edit"));
        foreach (string heading in Headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style())).RightAligned());
        foreach (DemoEdit edit in edits)
        {
            table.AddRow(
                new Text(edit.Name),
                new Text(Figures.Percent(edit.Incremental.Report.ChangedPercent)),
                new Text(Figures.Count(edit.Dense.Report.MultiplyAdds)),
                new Text(Figures.Count(edit.Incremental.Report.MultiplyAdds)),
                new Text(Figures.Milliseconds(edit.DenseTime)),
                new Text(Figures.Milliseconds(edit.IncrementalTime)),
                new Text(Figures.Ratio(edit.SpeedUp), new Style(Color.Green, decoration: Decoration.Bold)),
                new Text(Figures.Decibels(edit.Psnr)));
        }

        return table;
    }

    /// <summary>Says how the times were taken.</summary>
    public static string Describe(Painter painter) =>
        $"MACs: multiply-adds in direct arithmetic. ms: from the new label map to the picture's values, median of {DemoRun.DenseRuns} dense "
        + $"runs and of {DemoRun.EditRuns} edits; {painter.Queue.Threads} threads, {Names.Of(painter.Queue.InstructionSet)}, policy {Names.Of(painter.Policy)}.";
}
