using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Emit;

/// <summary>Writes the constants and the enumerations.</summary>
internal static class EnumEmitter
{
    /// <summary>Writes all enumerations into one file.</summary>
    public static string EmitEnums(Interface declared)
    {
        var writer = new SourceWriter();
        writer.FileHead();
        foreach (var declaration in declared.Enums)
        {
            var names = declaration.Members.Select(member => member.Name).ToList();
            writer.Line();
            writer.Summary(declaration.Documentation);
            writer.Open($"internal enum {Naming.Type(declaration.Name)}");
            foreach (var member in declaration.Members)
            {
                writer.Summary(member.Documentation);
                writer.Line($"{Naming.Member(declaration.Name, member.Name, names)} = {member.Value},");
            }

            writer.Close();
        }

        return writer.ToString();
    }

    /// <summary>Writes the numbers that have no type of their own.</summary>
    public static string EmitConstants(Interface declared)
    {
        var writer = new SourceWriter();
        writer.FileHead();
        writer.Line();
        writer.Line("/// <summary>Numbers of the interface.</summary>");
        writer.Open("internal static class SigeConstant");
        foreach (var constant in declared.Constants)
        {
            writer.Summary(constant.Documentation);
            writer.Line($"internal const int {Naming.Constant(constant.Name)} = {constant.Value};");
        }

        writer.Close();
        return writer.ToString();
    }
}
