using Sige.Cli.Output;
using Sige.Sessions;

namespace Sige.Cli.Pages;

/// <summary>Tells where an edit's time went: convolutions, what else a network does, and what an edit does around it.</summary>
internal static class TimeTable
{
    /// <summary>Sums the times of all runs up by the kind of step. What runs took beside their steps is finding the difference, masks, tables, uploads and undoing.</summary>
    public static PageTable Of(EditTimes times)
    {
        StepReport[] steps = [.. times.Runs.SelectMany(run => run.Steps).Where(step => step.Mode != StepMode.Skipped)];
        TimeSpan inSteps = Sum(times.Runs.SelectMany(run => run.Steps).Select(step => step.Time));
        TimeSpan skipped = inSteps - Sum(steps.Select(step => step.Time));
        TimeSpan convolutions = Sum(steps.Where(IsConvolution).Select(step => step.Time));
        var parts = new List<(string Name, int? Count, TimeSpan Time)> { ("convolutions", steps.Count(IsConvolution), convolutions) };
        parts.AddRange(steps.Where(step => !IsConvolution(step)).GroupBy(step => step.Kind, StringComparer.Ordinal)
            .Select(kind => (kind.Key, (int?)kind.Count(), Sum(kind.Select(step => step.Time)))).OrderByDescending(part => part.Item3));
        parts.Add(("going past steps that had nothing to do", null, skipped));
        parts.Add(("difference, masks, tables, upload and undo", null, Sum(times.Runs.Select(run => run.Time)) - inSteps));
        parts.AddRange(times.Around.Select(part => (part.Name, (int?)null, part.Time)));
        parts.Add(("outside convolutions", null, times.Total - convolutions));
        parts.Add(("the whole edit", null, times.Total));
        return new PageTable(
            "Where the time went",
            "Steps of the network by kind, then what an edit does around them. The first edit of a program also waits for its code to be compiled.",
            [new("part"), new("steps", true), new("ms", true), new("share", true)],
            [.. parts.Where(part => part.Count is > 0 || part.Time > TimeSpan.Zero).Select(part => Row(part, times.Total))])
        { Totals = 2 };
    }

    private static IReadOnlyList<string> Row((string Name, int? Count, TimeSpan Time) part, TimeSpan total) =>
    [
        part.Name,
        part.Count is { } count ? Figures.Write($"{count}") : "",
        Figures.Milliseconds(part.Time),
        Figures.Percent(total > TimeSpan.Zero ? 100 * (part.Time / total) : 0),
    ];

    private static bool IsConvolution(StepReport step) => step.Costs is not null;

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
