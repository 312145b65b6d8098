using System.Text.Json;

namespace Sige.BindingGenerator.Clang;

/// <summary>Short names for what every node of the tree has.</summary>
internal static class Nodes
{
    extension(JsonElement node)
    {
        /// <summary>Class of the node, such as <c>FieldDecl</c>; empty for an empty node.</summary>
        public string Kind => node.Text("kind");

        /// <summary>Name of the node, or empty.</summary>
        public string Name => node.Text("name");

        /// <summary>The type of a declaration, as the source spells it.</summary>
        public string SpelledType => node.GetProperty("type").Text("qualType");

        /// <summary>The children of the node.</summary>
        public IEnumerable<JsonElement> Children
            => node.TryGetProperty("inner", out var inner) ? inner.EnumerateArray() : [];

        /// <summary>A property's text, or empty.</summary>
        public string Text(string property)
            => node.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";
    }

    /// <summary>
    /// Pairs every top-level declaration with its file. The dump names a file only where it differs from the location printed
    /// before, so all locations are walked in the order in which they were printed.
    /// </summary>
    public static IEnumerable<(JsonElement Declaration, string File)> TopLevel(JsonElement translationUnit)
    {
        var file = "";
        foreach (var declaration in translationUnit.Children)
        {
            if (declaration.TryGetProperty("loc", out var location))
                file = LastFile(location, file);
            yield return (declaration, file);
            file = LastFile(declaration, file);
        }
    }

    private static string LastFile(JsonElement element, string file)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().Aggregate(file, (last, item) => LastFile(item, last));
        if (element.ValueKind != JsonValueKind.Object)
            return file;
        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("file"))
                file = property.Value.GetString()!;
            else if (!property.NameEquals("includedFrom"))
                file = LastFile(property.Value, file);
        }

        return file;
    }
}
