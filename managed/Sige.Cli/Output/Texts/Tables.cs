using Spectre.Console;

namespace Sige.Cli.Output;

/// <summary>Tables as all commands draw them.</summary>
internal static class Tables
{
    /// <summary>Makes a table without rows.</summary>
    /// <param name="texts">Headings of the first columns, whose texts begin at the left.</param>
    /// <param name="numbers">Headings of the columns behind them, whose numbers end at the right.</param>
    public static Table Create(ReadOnlySpan<string> texts, ReadOnlySpan<string> numbers)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string heading in texts)
            table.AddColumn(heading);
        foreach (string heading in numbers)
            table.AddColumn(new TableColumn(new Text(heading, new Style())).RightAligned());
        return table;
    }
}
