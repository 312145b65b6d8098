using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Clang;

/// <summary>Turns the declarations of the sige headers into the model; what it does not know is an error.</summary>
internal sealed partial class InterfaceReader
{
    private const string Prefix = "sige_";
    private const string ValueSuffix = "_value";
    private const string ConstantsEnum = "sige_constant";

    private readonly List<Constant> _constants = [];
    private readonly List<EnumDeclaration> _enums = [];
    private readonly List<StructDeclaration> _structs = [];
    private readonly List<OpaqueDeclaration> _opaques = [];
    private readonly List<FunctionDeclaration> _functions = [];
    private readonly Dictionary<string, Documentation> _integerTypedefs = [];
    private readonly HashSet<string> _tags = [];

    private InterfaceReader()
    {
    }

    /// <summary>Reads everything that the headers of one folder declare.</summary>
    /// <param name="translationUnit">The root of the tree.</param>
    /// <param name="headerDirectory">Folder of the headers; what other files declare is passed over.</param>
    /// <exception cref="GeneratorException">A declaration cannot be bound or is not documented.</exception>
    public static Interface Read(JsonElement translationUnit, string headerDirectory)
    {
        var reader = new InterfaceReader();
        foreach (var (declaration, file) in Nodes.TopLevel(translationUnit))
        {
            if (file.Length > 0 && Path.GetFullPath(Path.GetDirectoryName(file)!) == headerDirectory)
                reader.Add(declaration, Path.GetFileNameWithoutExtension(file));
        }

        if (reader._integerTypedefs.Keys.FirstOrDefault() is { } orphan)
            throw new GeneratorException(orphan, $"there is no enum {orphan}{ValueSuffix} that lists its values");
        if (reader._functions.Count == 0)
            throw new GeneratorException($"No function found in {headerDirectory}.");
        return new Interface(reader._constants, reader._enums, reader._structs, reader._opaques, reader._functions);
    }

    private void Add(JsonElement declaration, string header)
    {
        var name = declaration.Name;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            throw new GeneratorException($"{declaration.Kind} '{name}'", $"names in {header}.h begin with {Prefix}");
        switch (declaration.Kind)
        {
            case "EnumDecl":
                AddEnum(declaration);
                break;
            case "RecordDecl":
                AddRecord(declaration);
                break;
            case "TypedefDecl":
                AddTypedef(declaration);
                break;
            case "FunctionDecl":
                AddFunction(declaration, header);
                break;
            default:
                throw new GeneratorException(name, $"a {declaration.Kind} cannot be bound");
        }
    }

    private void AddTypedef(JsonElement node)
    {
        var name = node.Name;
        var type = node.SpelledType;
        if (type == "int32_t")
            _integerTypedefs.Add(name, DocumentationReader.Read(node, name));
        else if (type != $"struct {name}" || !_tags.Contains(name))
            throw new GeneratorException(name, $"a typedef of '{type}' cannot be bound");
        else if (_structs.All(declared => declared.Name != name))
            _opaques.Add(new OpaqueDeclaration(name, DocumentationReader.Read(node, name)));
    }

    private void AddRecord(JsonElement node)
    {
        var name = node.Name;
        if (node.Text("tagUsed") != "struct")
            throw new GeneratorException(name, $"a {node.Text("tagUsed")} cannot be bound");
        _tags.Add(name);
        if (!node.TryGetProperty("completeDefinition", out _))
            return;
        var fields = new List<Field>();
        foreach (var child in node.Children.Where(child => !child.Kind.EndsWith("Comment", StringComparison.Ordinal)))
        {
            var field = $"{name}.{child.Name}";
            if (child.Kind != "FieldDecl" || child.TryGetProperty("isBitfield", out _))
                throw new GeneratorException(field, $"a {child.Kind} inside a struct cannot be bound, nor can a bit-field");
            fields.Add(new Field(child.Name, ParseType(child.SpelledType, field), DocumentationReader.Read(child, field)));
        }

        _structs.Add(new StructDeclaration(name, DocumentationReader.Read(node, name), fields));
    }

    private void AddEnum(JsonElement node)
    {
        var name = node.Name;
        var members = ReadMembers(node, name);
        if (name == ConstantsEnum)
        {
            _constants.AddRange(members);
            return;
        }

        var typedef = name.EndsWith(ValueSuffix, StringComparison.Ordinal) ? name[..^ValueSuffix.Length] : name;
        if (!_integerTypedefs.Remove(typedef, out var documentation))
            throw new GeneratorException(name, "no typedef of int32_t with its name less '_value' stands before it");
        _enums.Add(new EnumDeclaration(typedef, documentation, members));
    }

    private static List<Constant> ReadMembers(JsonElement node, string name)
    {
        var members = new List<Constant>();
        var next = 0L;
        foreach (var child in node.Children.Where(child => child.Kind == "EnumConstantDecl"))
        {
            var expression = child.Children.FirstOrDefault(part => part.Kind == "ConstantExpr");
            var value = expression.ValueKind == JsonValueKind.Undefined
                ? next
                : long.Parse(expression.Text("value"), CultureInfo.InvariantCulture);
            members.Add(new Constant(child.Name, value, DocumentationReader.Read(child, $"{name}.{child.Name}")));
            next = value + 1;
        }

        return members;
    }

    private void AddFunction(JsonElement node, string header)
    {
        var name = node.Name;
        var documentation = DocumentationReader.Read(node, name);
        var signature = node.SpelledType;
        if (signature.Contains("...", StringComparison.Ordinal) || signature.Contains("(*", StringComparison.Ordinal))
            throw new GeneratorException(name, $"'{signature}' cannot be bound");
        var parameters = new List<Parameter>();
        foreach (var child in node.Children.Where(child => child.Kind == "ParmVarDecl"))
        {
            if (child.Name.Length == 0)
                throw new GeneratorException(name, "a parameter has no name");
            if (!documentation.Parameters.ContainsKey(child.Name))
                throw new GeneratorException($"{name}({child.Name})", "the parameter has no @param");
            parameters.Add(new Parameter(child.Name, ParseType(child.SpelledType, $"{name}({child.Name})")));
        }

        foreach (var stale in documentation.Parameters.Keys.Except(parameters.Select(parameter => parameter.Name)))
            throw new GeneratorException(name, $"@param {stale} names no parameter");
        var returns = ParseType(signature[..signature.IndexOf('(', StringComparison.Ordinal)], name);
        if (documentation.Returns is null && returns.Name != "void")
            throw new GeneratorException(name, "it has no @return");
        _functions.Add(new FunctionDeclaration(name, header, returns, parameters, documentation));
    }

    private static CType ParseType(string spelling, string declaration)
    {
        var match = TypeSpelling().Match(spelling);
        if (!match.Success)
            throw new GeneratorException(declaration, $"the type '{spelling}' cannot be bound");
        var length = match.Groups["length"];
        return new CType(
            match.Groups["name"].Value,
            match.Groups["stars"].Length + (match.Groups["list"].Success ? 1 : 0),
            length.Success ? int.Parse(length.ValueSpan, CultureInfo.InvariantCulture) : null,
            match.Groups["list"].Success);
    }

    [GeneratedRegex(@"^(const )?(struct )?(?<name>\w+)\s*(?<stars>\**)(?<list>\s*const\s*\*)?\s*(\[(?<length>\d+)\])?\s*$")]
    private static partial Regex TypeSpelling();
}
