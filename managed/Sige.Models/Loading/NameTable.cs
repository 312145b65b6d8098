namespace Sige.Models;

/// <summary>
/// How two code bases name one network's parts: pairs of names of modules, each of which stands for all that is behind it. The longest
/// that leads a name counts.
/// </summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, string> _toOther = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _toOwn = new(StringComparer.Ordinal);

    /// <summary>Makes a table.</summary>
    /// <param name="modules">The names that this library uses, each with the other code base's; on both sides they differ.</param>
    public NameTable(IEnumerable<(string Own, string Other)> modules)
    {
        foreach ((string own, string other) in modules)
        {
            _toOther.Add(own, other);
            _toOwn.Add(other, own);
        }
    }

    /// <summary>The table of a code base whose names are this library's.</summary>
    public static NameTable Same { get; } = new([]);

    /// <summary>The other code base's name of a tensor; the same name for what the table does not have.</summary>
    public string ToOther(string own) => Translate(own, _toOther);

    /// <summary>This library's name of a tensor; the same name for what the table does not have.</summary>
    public string ToOwn(string other) => Translate(other, _toOwn);

    private static string Translate(string name, Dictionary<string, string> table)
    {
        for (int end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (table.TryGetValue(name[..end], out string? translated))
                return translated + name[end..];
        }

        return name;
    }
}
