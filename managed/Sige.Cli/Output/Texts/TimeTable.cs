using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>Where an edit's time went, for a person.</summary>
internal static class TimeTable
{
    /// <summary>Lays the parts out, one a row.</summary>
    public static Table Of(IEnumerable<TimeSummary> parts)
    {
        Table table = Tables.Create(["time"], ["steps", "ms", "share"]);
        foreach (TimeSummary part in parts)
        {
            table.AddRow(
                new Text(part.Part),
                new Text(part.Steps is { } steps ? Figures.Write($"{steps}") : ""),
                new Text(Figures.Milliseconds(TimeSpan.FromMilliseconds(part.Ms))),
                new Text(Figures.Percent(part.Percent)));
        }

        return table;
    }
}
