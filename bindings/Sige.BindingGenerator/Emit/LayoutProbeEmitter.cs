using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Emit;

/// <summary>
/// Writes a C program that prints what the C compiler makes of the header, one fact a line under the C# names:
/// <c>struct TYPE size</c>, <c>field TYPE NAME offset size</c>, <c>enum TYPE NAME value</c>, <c>function ENTRYPOINT</c>.
/// </summary>
internal static class LayoutProbeEmitter
{
    /// <summary>Writes the program.</summary>
    public static string Emit(Interface declared)
    {
        var writer = new SourceWriter();
        writer.Line("/* Made by Sige.BindingGenerator from native/include/sige/sige.h; do not edit.");
        writer.Line("   Prints sizes, offsets, values and names as C sees them; a test compares them with the bindings. */");
        writer.Line("#include <stddef.h>");
        writer.Line("#include <stdio.h>");
        writer.Line();
        writer.Line("#include \"sige/sige.h\"");
        writer.Line();
        writer.Line("#define STRUCT(name, type) printf(\"struct %s %u\\n\", name, (unsigned)sizeof(type))");
        writer.Line("#define FIELD(owner, name, type, field) \\");
        writer.Line("    printf(\"field %s %s %u %u\\n\", owner, name, (unsigned)offsetof(type, field), \\");
        writer.Line("           (unsigned)sizeof(((type*)0)->field))");
        writer.Line("#define VALUE(owner, name, value) printf(\"enum %s %s %ld\\n\", owner, name, (long)value)");
        foreach (var declaration in declared.Structs)
            EmitStruct(writer, declaration);
        writer.Line();
        writer.Open("static void print_values(void)");
        foreach (var constant in declared.Constants)
            writer.Line($"VALUE(\"SigeConstant\", \"{Naming.Constant(constant.Name)}\", {constant.Name});");
        foreach (var declaration in declared.Enums)
            EmitValues(writer, declaration);
        writer.Close();
        EmitMain(writer, declared);
        return writer.ToString();
    }

    private static void EmitStruct(SourceWriter writer, StructDeclaration declaration)
    {
        var type = Naming.Type(declaration.Name);
        writer.Line();
        writer.Open($"static void print_{declaration.Name}(void)");
        writer.Line($"STRUCT(\"{type}\", {declaration.Name});");
        foreach (var field in declaration.Fields)
            writer.Line($"FIELD(\"{type}\", \"{Naming.Field(field.Name)}\", {declaration.Name}, {field.Name});");
        writer.Close();
    }

    private static void EmitValues(SourceWriter writer, EnumDeclaration declaration)
    {
        var names = declaration.Members.Select(member => member.Name).ToList();
        foreach (var name in names)
            writer.Line($"VALUE(\"{Naming.Type(declaration.Name)}\", \"{Naming.Member(declaration.Name, name, names)}\", {name});");
    }

    private static void EmitMain(SourceWriter writer, Interface declared)
    {
        writer.Line();
        writer.Open("int main(void)");
        foreach (var declaration in declared.Structs)
            writer.Line($"print_{declaration.Name}();");
        writer.Line("print_values();");
        foreach (var function in declared.Functions)
            writer.Line($"puts(\"function {function.Name}\");");
        writer.Line("return 0;");
        writer.Close();
    }
}
