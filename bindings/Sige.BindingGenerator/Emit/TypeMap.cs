using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Emit;

/// <summary>Says how a type of the header is written in C#.</summary>
internal sealed class TypeMap
{
    private static readonly Dictionary<string, string> Scalars = new()
    {
        ["int8_t"] = "sbyte",
        ["uint8_t"] = "byte",
        ["int16_t"] = "short",
        ["uint16_t"] = "ushort",
        ["int32_t"] = "int",
        ["uint32_t"] = "uint",
        ["int64_t"] = "long",
        ["uint64_t"] = "ulong",
        ["size_t"] = "nuint",
        ["float"] = "float",
        ["double"] = "double",
    };

    private readonly HashSet<string> _enums;
    private readonly HashSet<string> _structs;
    private readonly HashSet<string> _opaques;

    /// <summary>Makes a map that knows the names that an interface declares.</summary>
    public TypeMap(Interface declared)
    {
        _enums = [.. declared.Enums.Select(declaration => declaration.Name)];
        _structs = [.. declared.Structs.Select(declaration => declaration.Name)];
        _opaques = [.. declared.Opaques.Select(declaration => declaration.Name)];
    }

    /// <summary>Name of the class that owns an opaque pointer.</summary>
    public static string Handle(string opaque) => Naming.Type(opaque) + "Handle";

    /// <summary>Type of a field; a handle is a plain address, for a struct must be blittable.</summary>
    /// <exception cref="GeneratorException">The type may not be a field.</exception>
    public string Field(CType type, string declaration)
    {
        if (_opaques.Contains(type.Name) && type.Pointers == 1)
            return "nint";
        if (type is { Name: "void" or "char", Pointers: 1 })
            return type.Name == "void" ? "void*" : "byte*";
        if (type.Length is not null || type.Pointers > 1)
            throw Unmapped(type, declaration);
        return Value(type, declaration) + new string('*', type.Pointers);
    }

    /// <summary>Type of a parameter, with <c>out</c> where a call makes a handle.</summary>
    /// <exception cref="GeneratorException">The type may not cross the interface.</exception>
    public string Parameter(CType type, string declaration)
    {
        if (_opaques.Contains(type.Name) && type is { Pointers: 2, IsList: true })
            return "nint*";
        if (_opaques.Contains(type.Name) && type is { Pointers: 1 or 2, Length: null })
            return (type.Pointers == 2 ? "out " : "") + Handle(type.Name);
        if (type is { Name: "void", Pointers: 1 or 2, Length: null })
            return "void" + new string('*', type.Pointers);
        if (type is { Name: "char", Pointers: 1, Length: null })
            return "byte*";
        if (type.Length is not null || type.Pointers > 1 || (_structs.Contains(type.Name) && type.Pointers == 0))
            throw Unmapped(type, declaration);
        return Value(type, declaration) + new string('*', type.Pointers);
    }

    /// <summary>Type of a result: a status, a number or a string.</summary>
    /// <exception cref="GeneratorException">The type may not be a result.</exception>
    public string Result(CType type, string declaration)
    {
        if (type is { Name: "char", Pointers: 1 })
            return "byte*";
        return type.Pointers == 0 && !_structs.Contains(type.Name) ? Value(type, declaration) : throw Unmapped(type, declaration);
    }

    private string Value(CType type, string declaration)
    {
        if (Scalars.TryGetValue(type.Name, out var scalar))
            return scalar;
        if (_enums.Contains(type.Name) || _structs.Contains(type.Name))
            return Naming.Type(type.Name);
        throw Unmapped(type, declaration);
    }

    private static GeneratorException Unmapped(CType type, string declaration)
    {
        var brackets = type.Length is { } length ? $"[{length}]" : "";
        return new(declaration, $"the type '{type.Name}{new string('*', type.Pointers)}{brackets}' cannot be bound here");
    }
}
