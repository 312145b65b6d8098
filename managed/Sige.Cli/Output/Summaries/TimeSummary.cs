using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>A part of an edit's time.</summary>
/// <param name="Part">What took it.</param>
/// <param name="Steps">How many steps of the network that were; null for what is no step.</param>
/// <param name="Ms">Milliseconds.</param>
/// <param name="Percent">The same as a share of the edit.</param>
internal sealed record TimeSummary(string Part, int? Steps, double Ms, double Percent)
{
    /// <summary>How many of the last parts sum others up.</summary>
    public const int Totals = 2;

    /// <summary>Sums the times of all runs up: convolutions, the other kinds of step, what an edit does around them, and two sums.</summary>
    public static IReadOnlyList<TimeSummary> Of(EditTimes times)
    {
        RunTimes runs = times.Runs.Aggregate(default(RunTimes), (sum, run) => sum + run.Times);
        StepReport[] steps = [.. times.Runs.SelectMany(run => run.Steps).Where(step => step.Mode != StepMode.Skipped)];
        TimeSpan operators = runs.Convolutions + runs.Operators;
        (string Name, int? Steps, TimeSpan Time)[] parts =
        [
            ("convolutions", steps.Count(IsConvolution), runs.Convolutions),
            .. steps.Where(step => !IsConvolution(step)).GroupBy(step => step.Kind, StringComparer.Ordinal)
                .Select(kind => (kind.Key, (int?)kind.Count(), Sum(kind))).OrderByDescending(kind => kind.Item3),
            ("old pixels kept, cached ones loaded", null, runs.Keeping),
            ("undo of the edit before", null, runs.Undo),
            ("difference", null, runs.Difference),
            ("masks, active sets and tables", null, runs.Masks),
            ("upload", null, runs.Upload),
            ("calls between steps", null, runs.Calls),
            .. times.Around.Select(part => (part.Name, (int?)null, part.Time)),
        ];
        return
        [
            .. parts.Where(part => part.Steps is > 0 || part.Time > TimeSpan.Zero).Select(part => Share(part, times.Total)),
            Share(("outside the network's operators", null, times.Total - operators), times.Total),
            Share(("the whole edit", null, times.Total), times.Total),
        ];
    }

    private static TimeSummary Share((string Name, int? Steps, TimeSpan Time) part, TimeSpan total) => new(
        part.Name, part.Steps, part.Time.TotalMilliseconds, total > TimeSpan.Zero ? 100 * (part.Time / total) : 0);

    private static bool IsConvolution(StepReport step) => step.Costs is not null;

    private static TimeSpan Sum(IEnumerable<StepReport> steps) => steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Time - step.Keeping);
}
