using Sige.Cli.Denoising;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit sd</c> writes for a person.</summary>
internal static class LatentText
{
    /// <summary>Writes the notices and figures of a session and its edits and, if asked for, the figures of each step and the notes.</summary>
    public static void Write(Terminal terminal, LatentResult result, string? page, bool withSteps, bool withNotes)
    {
        LatentSummary summary = LatentSummary.Of(result, page, withSteps: true);
        Remarks.WriteNotices(terminal, summary.Notices);
        foreach (DenoisedEditSummary edit in withSteps ? summary.Edits : [])
            DenoisingText.WriteTables(terminal, edit, summary.Cache);
        var fields = new FieldList();
        fields.Add("model", $"{summary.Model}, {summary.Width}x{summary.Height}; {Names.OfRun(summary.Device, summary.Threads, summary.Isa)}, {summary.Precision}");
        fields.Add("sampler", summary.Sampler.Describe());
        fields.Add("recorded", $"{summary.Sampler.Steps} steps of the original, and its decoding, in {DenoisingText.Milliseconds(summary.OpenMs)} ms");
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
}
