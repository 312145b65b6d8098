using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Emit;

/// <summary>Writes one SafeHandle for each opaque type.</summary>
internal static class HandleEmitter
{
    /// <summary>Says whether a function lets go of an opaque type: it takes the bare address, for its caller is the handle.</summary>
    public static bool IsDestroy(Interface declared, string function)
        => declared.Opaques.Any(opaque => function == Destroy(opaque.Name));

    /// <summary>Writes all handles into one file.</summary>
    /// <exception cref="GeneratorException">An opaque type has no destroy function of the usual form.</exception>
    public static string Emit(Interface declared)
    {
        var writer = new SourceWriter();
        writer.FileHead("System.Runtime.InteropServices");
        foreach (var opaque in declared.Opaques)
        {
            RequireDestroy(declared, opaque.Name);
            writer.Line();
            writer.Summary(opaque.Documentation);
            EmitClass(writer, TypeMap.Handle(opaque.Name), Naming.Method(Destroy(opaque.Name)));
        }

        return writer.ToString();
    }

    private static void EmitClass(SourceWriter writer, string type, string destroy)
    {
        writer.Open($"internal sealed class {type} : SafeHandle");
        writer.Line("/// <summary>Makes a handle of null; a call that makes an object fills it.</summary>");
        writer.Line($"public {type}()");
        writer.Line("    : base(0, ownsHandle: true)");
        writer.Open();
        writer.Close();
        writer.Line();
        writer.Line("/// <summary>Stands for null where a call takes an object or null.</summary>");
        writer.Line($"internal static {type} Null {{ get; }} = new();");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line("public override bool IsInvalid => handle == 0;");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"protected override bool ReleaseHandle() => NativeMethods.{destroy}(handle) == SigeStatus.Ok;");
        writer.Close();
    }

    private static string Destroy(string opaque) => opaque + "_destroy";

    private static void RequireDestroy(Interface declared, string opaque)
    {
        var destroy = declared.Functions.FirstOrDefault(function => function.Name == Destroy(opaque))
            ?? throw new GeneratorException(opaque, $"there is no {Destroy(opaque)}");
        if (destroy.Parameters is not [{ Type: { Pointers: 1 } type }] || type.Name != opaque)
            throw new GeneratorException(destroy.Name, $"it must take one {opaque}* and nothing else");
    }
}
