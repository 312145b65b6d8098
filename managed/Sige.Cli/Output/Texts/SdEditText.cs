using Sige.Cli.Denoising;
using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit sdedit</c> writes for a person.</summary>
internal static class SdEditText
{
    /// <summary>Writes the notices and figures of a session and its edits and, if asked for, the figures of each step and the notes.</summary>
    public static void Write(Terminal terminal, SdEditResult result, string? page, bool withSteps, bool withNotes)
    {
        SdEditSummary summary = SdEditSummary.Of(result, page, withSteps: true);
        Remarks.WriteNotices(terminal, summary.Notices);
        if (withSteps)
        {
            foreach (DenoisedEditSummary edit in summary.Edits)
            {
                terminal.Output.Write(Steps(edit, summary.Cache));
                terminal.Output.Write(LayerTable.Of(edit.Layers!));
            }
        }

        var fields = new FieldList();
        fields.Add("model", $"{summary.Model}, {summary.PictureSize}x{summary.PictureSize}{Names.OfSection(summary.Section)}; {Names.OfRun(summary.Device, summary.Threads, summary.Isa)}, policy {summary.Policy}");
        fields.Add("precision", summary.Precision.Describe());
        fields.Add("sampler", Describe(summary.Sampler));
        fields.Add("recorded", $"{summary.Sampler.Steps} steps of the original in {Milliseconds(summary.OpenMs)} ms");
        foreach (DenoisedEditSummary edit in summary.Edits)
            AddEdit(fields, edit);
        AddCache(fields, summary.Cache);
        fields.Add("memory", $"{Figures.Bytes(summary.Memory.Total)}: {Names.OfWeights(summary.Memory)}, {Figures.Bytes(summary.Memory.KeptWeights)} kept weights of forms, {Figures.Bytes(summary.Memory.Cache)} recorded steps, {Figures.Bytes(summary.Memory.Transient)} working memory");
        if (summary.Report is { } report)
            fields.Add("report", report);
        fields.Write(terminal);
        if (withNotes)
            Remarks.WriteNotes(terminal, summary.Notes);
    }

    /// <summary>The sampler in words.</summary>
    public static string Describe(SamplerSummary sampler) =>
        $"{sampler.Kind}, {sampler.Steps} steps from noise level {sampler.NoiseLevel}, seed {sampler.Seed}"
        + (sampler.Eta > 0 ? Figures.Write($", eta {sampler.Eta}") : "");

    private static void AddEdit(FieldList fields, DenoisedEditSummary edit)
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

    private static void AddCache(FieldList fields, CacheSummary cache)
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

    private static string Milliseconds(double milliseconds) => Figures.Milliseconds(TimeSpan.FromMilliseconds(milliseconds));
}
