using Sige.Sessions;
using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>What commands that denoise write of edits, steps, cache and memory.</summary>
internal static class DenoisingText
{
    /// <summary>Writes the steps of an edit, the layers of one of them, and where the time of all went.</summary>
    public static void WriteTables(Terminal terminal, DenoisedEditSummary edit, CacheSummary cache)
    {
        terminal.Output.Write(Steps(edit, cache));
        terminal.Output.Write(LayerTable.Of(edit.Layers!));
        terminal.Output.Write(TimeTable.Of(edit.Times!));
    }

    /// <summary>What sessions take from their device.</summary>
    public static void AddMemory(FieldList fields, MemoryReport memory) => fields.Add(
        "memory",
        $"{Figures.Bytes(memory.Total)}: {Names.OfWeights(memory)}, {Figures.Bytes(memory.KeptWeights)} kept weights of forms, {Figures.Bytes(memory.Cache)} recorded steps, {Figures.Bytes(memory.Transient)} working memory");

    /// <summary>What an edit did.</summary>
    public static void AddEdit(FieldList fields, DenoisedEditSummary edit)
    {
        fields.Add("edit", edit.Edited);
        fields.Add("  changed", $"{Figures.Percent(edit.EditPercent)} of the pixels, {Figures.Percent(edit.DenoisedPercent)} denoised");
        fields.Add("  MACs", $"{Figures.Count(edit.MacsDense)} dense, {Figures.Count(edit.MacsSparse)} incremental");
        fields.Add("  time", $"{Milliseconds(edit.SparseMs)} ms, one run" + Modes(edit));
        if (edit.Dense is { } dense)
            fields.Add("  dense edit", dense.Describe());
        fields.Add("  picture", edit.Out);
        if (edit.CommitMs is { } commit)
            fields.Add("  committed", $"recorded as the new original in {Milliseconds(commit)} ms");
    }

    private static string Modes(DenoisedEditSummary edit)
    {
        IEnumerable<string> counts = edit.Steps!.GroupBy(step => step.Mode).Select(mode => $"{mode.Count()} {mode.Key}");
        return edit.Steps!.Count == 0 ? "; no pixel changed, so no step ran" : $"; steps: {string.Join(", ", counts)}";
    }

    /// <summary>What is kept of the recorded steps.</summary>
    public static void AddCache(FieldList fields, CacheSummary cache)
    {
        IEnumerable<string> places = cache.Steps.GroupBy(place => place).Select(place => $"{place.Count()} {place.Key}");
        fields.Add("cache", $"{Figures.Bytes(cache.BytesPerStep)} a step in {cache.Precision}; {Figures.Bytes(cache.MemoryBytes)} in memory, {Figures.Bytes(cache.SpillBytes)} in the spill file; steps: {string.Join(", ", places)}");
        foreach (WidenedTensorSummary tensor in cache.KeptFloat32)
            fields.Add("  float32", Figures.Write($"step {tensor.Step}: {tensor.Tensor}, {tensor.Overflows} values past 65504, {tensor.Bytes} bytes"));
    }

    private static Table Steps(DenoisedEditSummary edit, CacheSummary cache)
    {
        Table table = Tables.Create(["step", "mode", "recording"], ["time input", "MACs", "of dense", "ms"]).AddColumn("why");
        table.Title = new TableTitle(Markup.Escape(edit.Edited));
        foreach (DenoisingStepSummary step in edit.Steps!)
        {
            table.AddRow(
                new Text(Figures.Write($"{step.Step}")),
                new Text(step.Mode),
                new Text(cache.Steps[step.Step]),
                new Text(Figures.Write($"{step.NetworkTime:0.###}")),
                new Text(Figures.Count(step.Macs)),
                new Text(Figures.Percent(100.0 * step.Macs / Math.Max(1, step.MacsDense))),
                new Text(Milliseconds(step.Ms)),
                new Text(step.Reason));
        }

        return table;
    }

    /// <summary>Milliseconds, three significant digits.</summary>
    public static string Milliseconds(double milliseconds) => Figures.Milliseconds(TimeSpan.FromMilliseconds(milliseconds));
}
