using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Clang;

/// <summary>Reads the documentation comment of a declaration.</summary>
internal static partial class DocumentationReader
{
    /// <summary>Reads the comment below a node.</summary>
    /// <param name="node">A declaration.</param>
    /// <param name="declaration">Its name, for messages.</param>
    /// <exception cref="GeneratorException">There is none, or it has a command that C# has no element for.</exception>
    public static Documentation Read(JsonElement node, string declaration)
        => TryRead(node, declaration) ?? throw new GeneratorException(declaration, "it has no documentation comment");

    /// <summary>Reads the comment below a node, or gives null if there is none.</summary>
    public static Documentation? TryRead(JsonElement node, string declaration)
    {
        var comment = node.Children.FirstOrDefault(child => child.Kind == "FullComment");
        if (comment.ValueKind == JsonValueKind.Undefined)
            return null;
        var summary = new StringBuilder();
        var parameters = new Dictionary<string, string>();
        string? returns = null;
        foreach (var part in comment.Children)
        {
            switch (part.Kind)
            {
                case "ParagraphComment":
                    AppendText(part, summary, declaration);
                    break;
                case "ParamCommandComment":
                    parameters[part.Text("param")] = Text(part, declaration);
                    break;
                case "BlockCommandComment" when part.Name is "return" or "returns":
                    returns = Text(part, declaration);
                    break;
                default:
                    throw new GeneratorException(declaration, $"its comment has an unknown part, {part.Kind} {part.Name}");
            }
        }

        var text = Tidy(summary);
        if (text.Length == 0)
            throw new GeneratorException(declaration, "its documentation comment is empty");
        return new Documentation(text, parameters, returns);
    }

    private static string Text(JsonElement part, string declaration)
    {
        var text = new StringBuilder();
        AppendText(part, text, declaration);
        return Tidy(text);
    }

    private static void AppendText(JsonElement part, StringBuilder text, string declaration)
    {
        if (part.Kind is "HTMLStartTagComment" or "HTMLEndTagComment" or "InlineCommandComment")
            throw new GeneratorException(declaration, $"its comment has mark-up, '{part.Name}'; write plain text");
        text.Append(part.Text("text")).Append(' ');
        foreach (var child in part.Children)
            AppendText(child, text, declaration);
    }

    private static string Tidy(StringBuilder text) => Whitespace().Replace(text.ToString(), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
