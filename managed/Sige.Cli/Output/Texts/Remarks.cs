namespace Sige.Cli.Output;

/// <summary>The sentences of a report: notices, which a person should know, come before all figures; notes, which are routine, after them.</summary>
internal static class Remarks
{
    /// <summary>Writes notices, if there are any.</summary>
    public static void WriteNotices(Terminal terminal, IReadOnlyList<string> notices) => Write(terminal, "notice", notices);

    /// <summary>Writes notes, if there are any.</summary>
    public static void WriteNotes(Terminal terminal, IReadOnlyList<string> notes) => Write(terminal, "note", notes);

    private static void Write(Terminal terminal, string name, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
            return;
        var fields = new FieldList();
        foreach (string sentence in sentences)
            fields.Add(name, sentence);
        fields.Write(terminal);
    }
}
