using Sige.BindingGenerator.Model;

namespace Sige.BindingGenerator.Emit;

/// <summary>Writes the functions as <c>[LibraryImport]</c> methods, one file for each header.</summary>
internal static class FunctionEmitter
{
    private const int MaxLine = 120;
    private const string StatusType = "sige_status";
    private const string LastError = "sige_last_error";

    /// <summary>Writes the functions of one header.</summary>
    /// <exception cref="GeneratorException">A type may not cross the interface.</exception>
    public static string Emit(Interface declared, string header)
    {
        var types = new TypeMap(declared);
        var writer = new SourceWriter();
        writer.FileHead("System.Runtime.CompilerServices", "System.Runtime.InteropServices");
        writer.Line();
        writer.Open("internal static unsafe partial class NativeMethods");
        var first = true;
        foreach (var function in declared.Functions.Where(function => function.Header == header))
        {
            if (!first)
                writer.Line();
            first = false;
            EmitDocumentation(writer, function);
            EmitMethod(writer, function, types, HandleEmitter.IsDestroy(declared, function.Name));
        }

        writer.Close();
        return writer.ToString();
    }

    /// <summary>Writes the part that all functions share: the library's name and the status check.</summary>
    /// <exception cref="GeneratorException">The header lacks the status type or the function that explains a failure.</exception>
    public static string EmitShared(Interface declared)
    {
        if (declared.Enums.All(declaration => declaration.Name != StatusType))
            throw new GeneratorException(StatusType, "the enumeration is missing");
        if (declared.Functions.All(function => function.Name != LastError))
            throw new GeneratorException(LastError, "the function is missing");
        var writer = new SourceWriter();
        writer.FileHead();
        writer.Line();
        writer.Line("/// <summary>The functions of the native library.</summary>");
        writer.Open("internal static unsafe partial class NativeMethods");
        writer.Line("/// <summary>Name by which the functions ask for the library.</summary>");
        writer.Line("internal const string Library = \"sige\";");
        writer.Line();
        writer.Line("static NativeMethods() => NativeLibraryResolver.Register();");
        writer.Line();
        writer.Line("/// <summary>Throws when a call failed, with the sentence that it left.</summary>");
        writer.Line("/// <exception cref=\"SigeException\">The status is not OK.</exception>");
        writer.Open("internal static void Check(this SigeStatus status)");
        writer.Line("if (status != SigeStatus.Ok)");
        writer.Line($"    throw SigeException.Create(status, Utf8Text.Read({Naming.Method(LastError)}()));");
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    private static void EmitDocumentation(SourceWriter writer, FunctionDeclaration function)
    {
        writer.Summary(function.Documentation);
        foreach (var parameter in function.Parameters)
        {
            var name = Naming.Parameter(parameter.Name).TrimStart('@');
            writer.Element($"<param name=\"{name}\">", "</param>", function.Documentation.Parameters[parameter.Name]);
        }

        if (function.Documentation.Returns is { } returns)
            writer.Element("<returns>", "</returns>", returns);
    }

    private static void EmitMethod(SourceWriter writer, FunctionDeclaration function, TypeMap types, bool isDestroy)
    {
        var parameters = function.Parameters.Select(parameter =>
        {
            var type = isDestroy ? "nint" : types.Parameter(parameter.Type, $"{function.Name}({parameter.Name})");
            return $"{type} {Naming.Parameter(parameter.Name)}";
        }).ToList();
        writer.Line($"[LibraryImport(Library, EntryPoint = \"{function.Name}\")]");
        writer.Line("[UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]");
        var head = $"internal static partial {types.Result(function.Returns, function.Name)} {Naming.Method(function.Name)}(";
        var line = $"{head}{string.Join(", ", parameters)});";
        if (line.Length + 4 <= MaxLine)
        {
            writer.Line(line);
            return;
        }

        writer.Line(head);
        for (var i = 0; i < parameters.Count; i++)
            writer.Line($"    {parameters[i]}{(i < parameters.Count - 1 ? "," : ");")}");
    }
}
