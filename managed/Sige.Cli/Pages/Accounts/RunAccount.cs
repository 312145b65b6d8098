namespace Sige.Cli.Pages;

/// <summary>What a command tells of its run for a report page. A command that writes pages fills this record; the rest is the page's business.</summary>
internal sealed record RunAccount
{
    /// <summary>The command as it is typed, such as <c>sige edit gaugan</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The network, and what it ran on, in a line.</summary>
    public required string Model { get; init; }

    /// <summary>What a person should know of the result, a sentence each.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>What is as it should be, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Lists of what there is to say of the run, the options and the machine.</summary>
    public required IReadOnlyList<FactList> Facts { get; init; }

    /// <summary>The edits, in their order.</summary>
    public required IReadOnlyList<EditAccount> Edits { get; init; }
}
