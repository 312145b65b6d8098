using System.Text;
using System.Text.RegularExpressions;

namespace Sige.Weights;

/// <summary>Says which text stands where a weight file is expected: a pointer, a page, a message, a configuration.</summary>
internal static partial class TextKind
{
    /// <summary>A sentence about the text, or null if the bytes are none.</summary>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start is [0xFF, 0xFE, not 0, 0, ..] or [0xFE, 0xFF, 0, not 0, ..])
            return $"this is text in UTF-16; {FileKind.Expected}.";
        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF').Trim();
        if (WebPage(text) is { } page)
            return page;
        if (!IsText(text))
            return null;
        if (Pointer().Match(text) is { Success: true } pointer)
            return $"this is a Git LFS pointer{Size(pointer)}, not the file itself: run git lfs pull in the repository it is from, or download the file.";
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || (text.StartsWith('<') && text.Contains("</", StringComparison.Ordinal)))
            return $"this is an XML document, such as a server sends instead of a file; if it was downloaded, download it again. {Begins(text)}";
        if (text[0] is '{' or '[')
            return Json(text);
        if (OldPickle().IsMatch(text))
            return PickleKind.Plain;
        return YamlKey().IsMatch(text)
            ? $"this is text, such as a YAML configuration; {FileKind.Expected}. {Begins(text)}"
            : $"this is text, neither a PyTorch checkpoint, nor a Flax checkpoint, nor a safetensors file. {Begins(text)}";
    }

    /// <summary>A few bytes that are no UTF-8 may be letters of another encoding, but not at the start.</summary>
    private static bool IsText(string text)
    {
        const char NoCharacter = '\uFFFD';
        int invalid = text.Count(c => c == NoCharacter);
        return text.Length > 0 && text[0] != NoCharacter && invalid * 20 <= text.Length && !text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n' or '\f'));
    }

    private static string? WebPage(string text)
    {
        if (!PageStart().IsMatch(text))
            return null;
        string title = Title().Match(text) is { Success: true } match ? $" ({WeightFormatException.Quote(match.Groups[1].Value.Trim())})" : "";
        return $"this is a web page, not the download{title}: open the address in a browser, download the file itself, and give that.";
    }

    private static string Json(string text)
    {
        if (text.Contains("\"weight_map\"", StringComparison.Ordinal))
            return "this is the index of a checkpoint in several files, which is known by a name that ends in .index.json: give it that name, beside its files.";
        if (ServerError().IsMatch(text))
            return $"this is a server's message, not the download; download the file again, signed in where that is needed. {Begins(text)}";
        return $"this is JSON, such as a configuration; {FileKind.Expected}. {Begins(text)}";
    }

    private static string Size(Match pointer) => pointer.Groups["size"] is { Success: true } size ? $" (to {size.Value} bytes)" : "";

    private static string Begins(string text) => $"It begins {WeightFormatException.Quote(text.ReplaceLineEndings("\n").Split('\n')[0].Trim())}.";

    [GeneratedRegex(@"\Aversion https?://\S*(git-lfs|hawser)\S*(\s.*?\bsize (?<size>[0-9]{1,19}))?", RegexOptions.Singleline)]
    private static partial Regex Pointer();

    [GeneratedRegex(@"\A(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script|meta|title)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex PageStart();

    [GeneratedRegex(@"<title[^>]*>([^<]{1,200})</title", RegexOptions.IgnoreCase)]
    private static partial Regex Title();

    [GeneratedRegex(@"""(error|errors|message|detail|error_description|status_code)""\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex ServerError();

    /// <summary>Protocol 0 begins with a dictionary, a list or a name, each opcode a letter.</summary>
    [GeneratedRegex(@"\A(\([dl]p?[0-9]*\n|c[\w.]+\r?\n\w+\r?\n)")]
    private static partial Regex OldPickle();

    [GeneratedRegex(@"\A(---\s*\n|#[^\n]*\n|\s*\n)*[\w.\-/""']+:(\s|\z)")]
    private static partial Regex YamlKey();
}
