namespace Sige.BindingGenerator.Emit;

/// <summary>Turns the names of C into names of C#.</summary>
internal static class Naming
{
    private const string Prefix = "sige_";

    private static readonly HashSet<string> Keywords =
    [
        "base", "bool", "byte", "char", "checked", "const", "default", "double", "event", "fixed", "float", "in", "int",
        "internal", "is", "lock", "long", "new", "null", "object", "operator", "out", "params", "ref", "short", "string", "this",
    ];

    /// <summary><c>sige_active_set</c> becomes <c>SigeActiveSet</c>.</summary>
    public static string Type(string name) => Pascal(name);

    /// <summary><c>sige_active_set_build</c> becomes <c>ActiveSetBuild</c>.</summary>
    public static string Method(string name) => Pascal(name[Prefix.Length..]);

    /// <summary><c>struct_size</c> becomes <c>StructSize</c>.</summary>
    public static string Field(string name) => Pascal(name);

    /// <summary><c>rows_offset</c> becomes <c>rowsOffset</c>; a keyword gets an @.</summary>
    public static string Parameter(string name)
    {
        var pascal = Pascal(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal[1..];
        return Keywords.Contains(camel) ? "@" + camel : camel;
    }

    /// <summary><c>SIGE_ABI_VERSION</c> becomes <c>AbiVersion</c>.</summary>
    public static string Constant(string name) => Pascal(name[Prefix.Length..]);

    /// <summary>
    /// Names a member of an enumeration: without the words of the typedef that every member repeats, so
    /// <c>SIGE_DEVICE_CPU</c> of <c>sige_device_kind</c> becomes <c>Cpu</c>.
    /// </summary>
    /// <exception cref="GeneratorException">Nothing but a number would be left, or the prefix is missing.</exception>
    public static string Member(string enumName, string member, IEnumerable<string> members)
    {
        var prefix = "";
        foreach (var word in enumName.ToUpperInvariant().Split('_'))
        {
            if (members.Any(name => !name.StartsWith(prefix + word + "_", StringComparison.Ordinal)))
                break;
            prefix += word + "_";
        }

        var rest = member[prefix.Length..];
        if (prefix.Length <= Prefix.Length || rest.Length == 0 || char.IsAsciiDigit(rest[0]))
            throw new GeneratorException($"{enumName}.{member}", "its name does not begin with that of its typedef");
        return Pascal(rest);
    }

    private static string Pascal(string name)
        => string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
}
