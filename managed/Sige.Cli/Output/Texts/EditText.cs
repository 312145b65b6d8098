using Sige.Cli.Painting;
using Sige.Sessions;
using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit</c> writes for a person.</summary>
internal static class EditText
{
    /// <summary>Writes the notices and figures of an edit and, if asked for, the figures of each layer and the notes.</summary>
    public static void Write(Terminal terminal, EditResult result, (string Picture, string? Page) files, bool withSteps, bool withNotes)
    {
        RunReport report = result.Edit.Report;
        Remarks.WriteNotices(terminal, result.Notices);
        if (withSteps)
        {
            terminal.Output.Write(LayerTable.Of(report.Steps.Select(LayerSummary.Of)));
            terminal.Output.Write(Resolutions(report));
            terminal.Output.Write(TimeTable.Of(TimeSummary.Of(EditTimes.Of(result.Edit))));
        }

        var fields = new FieldList();
        fields.Add("model", $"{result.Model}{Names.OfSection(result.Section)}; {Names.OfRun(result.Engine)}, policy {Names.Of(result.Policy)}");
        fields.Add("precision", result.Precision.Describe());
        fields.Add("changed", $"{Figures.Percent(report.ChangedPercent)} of the input's pixels");
        fields.Add("MACs", $"{Figures.Count(report.DenseMultiplyAdds)} dense, {Figures.Count(report.MultiplyAdds)} incremental ({Figures.Count(report.BlockMultiplyAdds)} with the paper's 4x4 blocks)");
        fields.Add("time", $"{Figures.Milliseconds(result.Original.Time)} ms to record the original, {Figures.Milliseconds(result.Edit.Time)} ms for the edit, one run each");
        if (result.Comparison is { } comparison)
            fields.Add("dense edit", comparison.Describe());
        fields.Add("memory", $"{Figures.Bytes(report.Memory.Total)}: {Names.OfWeights(report.Memory)}, {Figures.Bytes(report.Memory.KeptWeights)} kept weights of forms, {Figures.Bytes(report.Memory.Recorded)} recorded activations, {Figures.Bytes(report.Memory.Log)} undo log");
        fields.Add("picture", Path.GetFullPath(files.Picture));
        if (files.Page is { } page)
            fields.Add("report", Path.GetFullPath(page));
        fields.Write(terminal);
        if (withNotes)
            Remarks.WriteNotes(terminal, report.Notes);
    }

    private static Table Resolutions(RunReport report)
    {
        Table table = Tables.Create(["size", "mode"], ["active pixels", "share", "in 4x4 blocks"]);
        foreach (ResolutionReport resolution in report.Resolutions)
        {
            table.AddRow(
                new Text(resolution.Resolution.ToString()),
                new Text(resolution.Mode.ToString().ToLowerInvariant()),
                new Text(Figures.Write($"{resolution.ActivePixels}")),
                new Text(Figures.Percent(100.0 * resolution.ActivePixels / resolution.Resolution.PixelCount)),
                new Text(Figures.Write($"{resolution.BlockPixels}")));
        }

        return table;
    }
}
