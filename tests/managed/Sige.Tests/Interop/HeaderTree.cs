using System.Text.Json;
using System.Text.Json.Nodes;
using Sige.BindingGenerator.Clang;
using Sige.BindingGenerator.Model;

namespace Sige.Tests.Interop;

/// <summary>Makes small syntax trees as clang prints them, so that the generator's tests need no clang.</summary>
internal static class HeaderTree
{
    private static readonly string Folder = Path.GetFullPath("sige");

    /// <summary>Reads declarations as the generator reads those of a header.</summary>
    public static Interface Read(params JsonObject[] declarations)
    {
        declarations[0]["loc"] = new JsonObject { ["file"] = Path.Combine(Folder, "part.h"), ["line"] = 1 };
        var root = new JsonObject { ["kind"] = "TranslationUnitDecl", ["inner"] = new JsonArray([.. declarations]) };
        using var document = JsonDocument.Parse(root.ToJsonString());
        return InterfaceReader.Read(document.RootElement, Folder);
    }

    /// <summary>A node with a kind, a name and children; nulls among the children are left out.</summary>
    public static JsonObject Node(string kind, string name, params JsonObject?[] children) => new()
    {
        ["kind"] = kind,
        ["name"] = name,
        ["inner"] = new JsonArray([.. children.OfType<JsonObject>()]),
    };

    public static JsonObject Typed(this JsonObject node, string type)
    {
        node["type"] = new JsonObject { ["qualType"] = type };
        return node;
    }

    public static JsonObject With(this JsonObject node, string property, JsonNode value)
    {
        node[property] = value;
        return node;
    }

    /// <summary>A documentation comment.</summary>
    /// <param name="summary">Its paragraph.</param>
    /// <param name="returns">Text of @return, or null.</param>
    /// <param name="parameters">Names for which there is a @param.</param>
    public static JsonObject Comment(string summary, string? returns = null, params string[] parameters) => Node(
        "FullComment",
        "",
        [
            Paragraph(summary),
            .. parameters.Select(name => Node("ParamCommandComment", "", Paragraph(" Text. ")).With("param", name)),
            returns is null ? null : Node("BlockCommandComment", "return", Paragraph(returns)),
        ]);

    /// <summary>A function that returns an int32_t.</summary>
    public static JsonObject Function(string name, JsonObject? comment, params (string Name, string Type)[] parameters)
        => Node(
                "FunctionDecl",
                name,
                [.. parameters.Select(parameter => Node("ParmVarDecl", parameter.Name).Typed(parameter.Type)), comment])
            .Typed($"int32_t ({string.Join(", ", parameters.Select(parameter => parameter.Type))})");

    /// <summary>A struct whose fields the header shows.</summary>
    public static JsonObject Struct(string name, params JsonObject[] fields) => StructNamed(name, "A struct.", fields);

    /// <summary>The same with documentation of its own.</summary>
    public static JsonObject StructNamed(string name, string documentation, params JsonObject[] fields)
        => Node("RecordDecl", name, [Comment(documentation), .. fields]).With("tagUsed", "struct").With("completeDefinition", true);

    public static JsonObject Field(string name, string type) => Node("FieldDecl", name, Comment("A field.")).Typed(type);

    private static JsonObject Paragraph(string text)
        => Node("ParagraphComment", "", Node("TextComment", "").With("text", text));
}
