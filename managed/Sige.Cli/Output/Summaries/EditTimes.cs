using Sige.Cli.Denoising;
using Sige.Cli.Painting;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>Where an edit's time went.</summary>
/// <param name="Total">From the call to its end.</param>
/// <param name="Runs">The runs of the network.</param>
/// <param name="Around">What else is known, with its time.</param>
internal sealed record EditTimes(TimeSpan Total, IReadOnlyList<RunReport> Runs, IReadOnlyList<(string Name, TimeSpan Time)> Around)
{
    /// <summary>The times of a painted edit.</summary>
    public static EditTimes Of(PaintedPicture edit) => new(edit.Time, [edit.Report], [("reading the picture", edit.Time - edit.Report.Time)]);

    /// <summary>The times of a denoised edit, with its encoder and decoder if it has some.</summary>
    public static EditTimes Of(DenoisingReport report)
    {
        RunReport[] denoising = [.. report.Steps.SelectMany(step => (RunReport?[])[step.Recording, step.Run]).OfType<RunReport>()];
        RunReport[] around = [.. ((RunReport?[])[report.Encoding, report.Decoding]).OfType<RunReport>()];
        TimeSpan steps = Sum(report.Steps.Select(step => step.Time));
        return new EditTimes(
            report.Time,
            [.. denoising, .. around],
            [
                ("sampler, and what goes back outside the mask", steps - Sum(denoising.Select(run => run.Time))),
                ("difference, once for all steps", report.DifferenceTime),
                ("masks and tables, once for all steps", report.MaskTime),
                ("noise, and else around the steps", report.Time - steps - Sum(around.Select(run => run.Time)) - report.DifferenceTime - report.MaskTime),
            ]);
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
