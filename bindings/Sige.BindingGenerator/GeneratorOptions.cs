namespace Sige.BindingGenerator;

/// <summary>What the command line asked for.</summary>
/// <param name="Check">Compare with the files on disk instead of writing them.</param>
/// <param name="Clang">The clang to run, or null to look for one.</param>
/// <param name="Help">Print the usage and stop.</param>
internal sealed record GeneratorOptions(bool Check, string? Clang, bool Help)
{
    /// <summary>How the program is called.</summary>
    public const string Usage =
        """
        Generates bindings/Sige.Interop/Generated/*.g.cs and the layout probe from native/include/sige/sige.h.

        Usage: dotnet run --project bindings/Sige.BindingGenerator -c Release -- [--check] [--clang PROGRAM]

          --check          Compare with the committed files; exit code 1 if they differ.
          --clang PROGRAM  The clang that parses the header; otherwise clang-14, clang-19 or clang, the first found.
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="GeneratorException">An argument is not known or lacks its value.</exception>
    public static GeneratorOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new GeneratorOptions(false, null, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--check" => options with { Check = true },
                "--clang" when i + 1 < arguments.Length => options with { Clang = arguments[++i] },
                "--clang" => throw new GeneratorException("--clang needs the name of a program."),
                "--help" or "-h" => options with { Help = true },
                var other => throw new GeneratorException($"Unknown argument '{other}'; --help lists the known ones."),
            };
        }

        return options;
    }
}
