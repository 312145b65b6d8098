using System.Text.RegularExpressions;

namespace Sige.Models;

/// <summary>Recognises a YAML configuration, as the DDIM and SDEdit code bases have it, and says what JSON it should be.</summary>
internal static partial class YamlConfiguration
{
    private static readonly (string Json, string Yaml)[] Keys =
        [("resolution", "image_size"), ("ch", "ch"), ("ch_mult", "ch_mult"), ("num_res_blocks", "num_res_blocks"), ("attn_resolutions", "attn_resolutions")];

    /// <summary>Whether a text that is no JSON is YAML: its first line that is no comment is a key.</summary>
    public static bool IsOne(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#' && line != "---") is { } first && Key().IsMatch(first);

    /// <summary>What to do with such a file.</summary>
    public static string Advise(string text)
    {
        var values = new List<string>();
        foreach ((string json, string yaml) in Keys)
        {
            if (Value(text, yaml) is { } value)
                values.Add($"\"{json}\": {value}");
        }

        string content = values.Count == Keys.Length
            ? string.Join(", ", values)
            : "\"resolution\": 256, \"ch\": 128, \"ch_mult\": [1, 1, 2, 2, 4, 4], \"num_res_blocks\": 2, \"attn_resolutions\": [16]";
        return $"this is a YAML configuration, and a JSON file is expected: write {{{content}}}{(values.Count == Keys.Length ? "" : ", with its numbers,")} into a file and give that.";
    }

    /// <summary>A whole number, or a list of them on one line; null for anything else.</summary>
    private static string? Value(string text, string key)
    {
        Match[] found = [.. Line().Matches(text).Where(match => match.Groups["key"].Value == key)];
        return found is [var only] ? string.Join(", ", only.Groups["value"].Value.Split(',', StringSplitOptions.TrimEntries)).Replace(", ]", "]", StringComparison.Ordinal) : null;
    }

    [GeneratedRegex(@"^[A-Za-z_][\w\-]*\s*:(\s|$)")]
    private static partial Regex Key();

    [GeneratedRegex(@"^\s*(?<key>\w+)\s*:\s*(?<value>\d+|\[\s*\d+(\s*,\s*\d+)*\s*,?\s*\])\s*(#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
