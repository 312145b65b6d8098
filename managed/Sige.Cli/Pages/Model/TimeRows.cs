using Sige.Cli.Output;

namespace Sige.Cli.Pages;

/// <summary>Tells on a page where an edit's time went.</summary>
internal static class TimeRows
{
    /// <summary>Lays the parts out, one a row.</summary>
    public static PageTable Of(EditTimes times) => new(
        "Where the time went",
        "Steps of the network by kind, then what an edit does around them. The first edit of a program also waits for its code to be compiled.",
        [new("part"), new("steps", true), new("ms", true), new("share", true)],
        [
            .. TimeSummary.Of(times).Select(part => (IReadOnlyList<string>)
            [
                part.Part,
                part.Steps is { } steps ? Figures.Write($"{steps}") : "",
                Figures.Milliseconds(TimeSpan.FromMilliseconds(part.Ms)),
                Figures.Percent(part.Percent),
            ]),
        ])
    { Totals = TimeSummary.Totals };
}
