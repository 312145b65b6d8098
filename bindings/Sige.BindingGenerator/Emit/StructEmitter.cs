using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Emit;

/// <summary>Writes the structs: blittable, in the order of the header.</summary>
internal static class StructEmitter
{
    private const string SizeField = "struct_size";

    /// <summary>What the documentation of a struct without struct_size says.</summary>
    private const string ValueMark = "A value, see sige.h";

    /// <summary>Writes all structs into one file.</summary>
    /// <exception cref="GeneratorException">A field's type may not be in a struct, or struct_size is not the first field.</exception>
    public static string Emit(Interface declared)
    {
        var types = new TypeMap(declared);
        var writer = new SourceWriter();
        writer.FileHead("System.Runtime.InteropServices");
        foreach (var declaration in declared.Structs)
        {
            writer.Line();
            writer.Summary(declaration.Documentation);
            writer.Line("[StructLayout(LayoutKind.Sequential)]");
            writer.Open($"internal unsafe struct {Naming.Type(declaration.Name)}");
            EmitFields(writer, declaration, types);
            if (!IsValue(declaration))
                EmitCreate(writer, declaration);
            EmitTexts(writer, declaration);
            writer.Close();
        }

        return writer.ToString();
    }

    private static void EmitFields(SourceWriter writer, StructDeclaration declaration, TypeMap types)
    {
        foreach (var field in declaration.Fields)
        {
            writer.Summary(field.Documentation);
            var name = Naming.Field(field.Name);
            writer.Line(IsText(field)
                ? $"internal fixed byte {name}[{field.Type.Length}];"
                : $"internal {types.Field(field.Type, $"{declaration.Name}.{field.Name}")} {name};");
        }
    }

    private static void EmitCreate(SourceWriter writer, StructDeclaration declaration)
    {
        if (declaration.Fields.FirstOrDefault() is not { Name: SizeField, Type: { Name: "uint32_t", Pointers: 0 } })
            throw new GeneratorException(declaration.Name, $"its first field must be uint32_t {SizeField}, or its documentation say '{ValueMark}'");
        var type = Naming.Type(declaration.Name);
        writer.Line();
        writer.Line("/// <summary>Makes a struct whose fields all mean their default.</summary>");
        writer.Line($"internal static {type} Create() => new() {{ StructSize = (uint)sizeof({type}) }};");
    }

    private static void EmitTexts(SourceWriter writer, StructDeclaration declaration)
    {
        foreach (var field in declaration.Fields.Where(IsText))
        {
            var name = Naming.Field(field.Name);
            writer.Line();
            writer.Summary(field.Documentation);
            writer.Open($"internal readonly string Get{name}()");
            writer.Line($"fixed (byte* text = {name})");
            writer.Line($"    return Utf8Text.Read(text, {field.Type.Length});");
            writer.Close();
        }
    }

    private static bool IsValue(StructDeclaration declaration)
        => declaration.Documentation.Summary.Contains(ValueMark, StringComparison.Ordinal);

    private static bool IsText(Field field) => field.Type is { Name: "char", Pointers: 0, Length: not null };
}
