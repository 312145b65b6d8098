using System.CommandLine;
using Sige.Cli.Denoising;
using Sige.Cli.Output;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Sessions;

namespace Sige.Cli.Pages;

/// <summary>What <c>sige edit sdedit</c> tells for a page.</summary>
internal static class SdEditAccount
{
    /// <summary>Tells of a result.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="result">The result.</param>
    public static RunAccount Of(ParseResult arguments, SdEditResult result)
    {
        SdEditSummary summary = SdEditSummary.Of(result, page: null, withSteps: true);
        return new RunAccount
        {
            Command = "sige edit sdedit",
            Model = $"{summary.Model}{Names.OfSection(summary.Section)}, {summary.PictureSize}x{summary.PictureSize}; {Names.OfRun(result.Engine)}, policy {summary.Policy}",
            Notices = summary.Notices,
            Notes = summary.Notes,
            Edits = [.. result.Edits.Zip(summary.Edits, (edit, told) => Tell(edit, told, summary))],
            Facts = [Run(summary), RunFacts.OfOptions(arguments), RunFacts.OfMachine(result.Engine), RunFacts.OfMemory(summary.Memory)],
        };
    }

    private static FactList Run(SdEditSummary summary) => new(
        "Run",
        [
            new("model", $"{summary.Model}{Names.OfSection(summary.Section)}"),
            new("picture", Figures.Write($"{summary.PictureSize}x{summary.PictureSize}")),
            new("sampler", SdEditText.Describe(summary.Sampler)),
            new("policy", summary.Policy),
            new("precision", summary.Precision.Describe()),
            new("original recorded in", Milliseconds(summary.OpenMs)),
            new("cache", $"{Figures.Bytes(summary.Cache.BytesPerStep)} a step in {summary.Cache.Precision}"),
            new("cache in memory", Figures.Bytes(summary.Cache.MemoryBytes)),
            new("cache in the spill file", Figures.Bytes(summary.Cache.SpillBytes)),
        ]);

    private static EditAccount Tell(DenoisedEdit edit, DenoisedEditSummary told, SdEditSummary summary)
    {
        SdEditReport report = edit.Report;
        RunReport[] runs = [.. report.Steps.SelectMany(step => (RunReport?[])[step.Recording, step.Run]).OfType<RunReport>()];
        TimeSpan steps = Sum(report.Steps.Select(step => step.Time));
        return new EditAccount
        {
            Name = Path.GetFileName(edit.Out),
            Given = [new("Edited picture", "The picture with its rough edit, as it went in.", ToImage(edit.Input, summary.PictureSize))],
            Original = ToImage(edit.Original, summary.PictureSize),
            Result = ToImage(edit.Values, summary.PictureSize),
            Dense = edit.DenseValues is { } dense ? ToImage(dense, summary.PictureSize) : null,
            Comparison = edit.Comparison,
            ChangedPercent = report.ChangedPercent,
            MultiplyAdds = report.MultiplyAdds,
            DenseMultiplyAdds = report.DenseMultiplyAdds,
            Times = new EditTimes(
                report.Time,
                runs,
                [
                    ("sampler, and what goes back outside the mask", steps - Sum(runs.Select(run => run.Time))),
                    ("difference, masks and tables before the first step", report.Time - steps),
                ]),
            Shown = edit.Shown,
            ShownAs = report.Steps.Count > 1 ? Figures.Write($"One of {report.Steps.Count} steps is shown, the first sparse one if there is any; the other sparse steps take the same forms.") : "",
            Masks = edit.Masks,
            Tables = told.Steps!.Count == 0 ? [] : [Steps(told.Steps, summary.Cache)],
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

    private static RgbImage ToImage(float[] values, int size) => RgbImage.FromGenerator(values, size, size);

    private static string Milliseconds(double milliseconds) => $"{Figures.Milliseconds(TimeSpan.FromMilliseconds(milliseconds))} ms";

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
