namespace Sige.Cli.Pages;

/// <summary>
/// What a page holds, as its script reads it. Numbers that a person reads are texts, written as everywhere in the command line; those that
/// a chart draws stand beside them.
/// </summary>
internal sealed record PageModel(
    string Title,
    string Command,
    string Model,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Notes,
    IReadOnlyList<EditSection> Edits,
    IReadOnlyList<FactList> Facts)
{
    /// <summary>Lays out what a command tells.</summary>
    public static PageModel Of(RunAccount account) => new(
        $"{string.Join(", ", account.Edits.Select(edit => edit.Name))} · {account.Command}",
        account.Command,
        account.Model,
        account.Notices,
        account.Notes,
        [.. account.Edits.Select(EditSection.Of)],
        [.. account.Facts.Where(list => list.Facts.Count > 0)]);
}
