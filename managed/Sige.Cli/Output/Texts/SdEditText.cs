using Sige.Cli.Denoising;

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
                DenoisingText.WriteTables(terminal, edit, summary.Cache);
        }

        var fields = new FieldList();
        fields.Add("model", $"{summary.Model}, {summary.PictureSize}x{summary.PictureSize}{Names.OfSection(summary.Section)}; {Names.OfRun(summary.Device, summary.Threads, summary.Isa)}, policy {summary.Policy}");
        fields.Add("precision", summary.Precision.Describe());
        fields.Add("sampler", Describe(summary.Sampler));
        fields.Add("recorded", $"{summary.Sampler.Steps} steps of the original in {DenoisingText.Milliseconds(summary.OpenMs)} ms");
        foreach (DenoisedEditSummary edit in summary.Edits)
            DenoisingText.AddEdit(fields, edit);
        DenoisingText.AddCache(fields, summary.Cache);
        DenoisingText.AddMemory(fields, summary.Memory);
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
}
