using Sige.Cli.Denoising;
using Sige.Cli.Output;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Tensors;

namespace Sige.Cli.Pages;

/// <summary>What commands that denoise tell of an edit for a page.</summary>
internal static class DenoisedAccount
{
    /// <summary>Tells of an edit.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="told">Its figures.</param>
    /// <param name="cache">What is kept of the recorded steps.</param>
    /// <param name="size">Height and width of its pictures.</param>
    public static EditAccount Of(DenoisedEdit edit, DenoisedEditSummary told, CacheSummary cache, Resolution size)
    {
        DenoisingReport report = edit.Report;
        return new EditAccount
        {
            Name = Path.GetFileName(edit.Out),
            Given = [new("Edited picture", "The picture with its rough edit, as it went in.", ToImage(edit.Input, size))],
            Original = ToImage(edit.Original, size),
            Result = ToImage(edit.Values, size),
            Dense = edit.DenseValues is { } dense ? ToImage(dense, size) : null,
            Comparison = edit.Comparison,
            ChangedPercent = report.ChangedPercent,
            MultiplyAdds = report.MultiplyAdds,
            DenseMultiplyAdds = report.DenseMultiplyAdds,
            Times = EditTimes.Of(report),
            Runs = edit.Runs,
            ShownAs = report.Steps.Count > 1 ? Figures.Write($"One of {report.Steps.Count} steps is shown, the first sparse one if there is any; the other sparse steps take the same forms.") : "",
            Tables = told.Steps!.Count == 0 ? [] : [Steps(told.Steps, cache)],
        };
    }

    private static PageTable Steps(IReadOnlyList<DenoisingStepSummary> steps, CacheSummary cache) => new(
        "Denoising steps",
        "From the noisiest to the last.",
        [new("step", true), new("mode"), new("recording"), new("time input", true), new("MACs", true), new("of dense", true), new("ms", true), new("why")],
        [
            .. steps.Select(step => (IReadOnlyList<string>)
            [
                Figures.Write($"{step.Step}"), step.Mode, cache.Steps[step.Step], Figures.Write($"{step.NetworkTime:0.###}"), Figures.Count(step.Macs),
                Figures.Percent(100.0 * step.Macs / Math.Max(1, step.MacsDense)), Figures.Milliseconds(TimeSpan.FromMilliseconds(step.Ms)), step.Reason,
            ]),
        ]);

    private static RgbImage ToImage(float[] values, Resolution size) => RgbImage.FromGenerator(values, size.H, size.W);
}
