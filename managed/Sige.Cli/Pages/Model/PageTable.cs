namespace Sige.Cli.Pages;

/// <summary>A table of a page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Caption">What it tells, in a sentence.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">A text for each column in each row.</param>
internal sealed record PageTable(string Title, string Caption, IReadOnlyList<PageColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Whether only those see it who open it.</summary>
    public bool IsFolded { get; init; }

    /// <summary>How many of the last rows sum others up.</summary>
    public int Totals { get; init; }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Whether its texts are numbers, which end at the right.</param>
internal sealed record PageColumn(string Name, bool IsNumber = false);
