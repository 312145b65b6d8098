using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Sige.BindingGenerator.Clang;

/// <summary>The syntax tree of a header, from <c>clang -ast-dump=json</c>.</summary>
internal static class SyntaxTree
{
    private const int MaxDepth = 512;
    private static readonly string[] Candidates = ["clang-14", "clang-19", "clang"];

    /// <summary>Parses a header as C99, freestanding and for one fixed target, so that every machine sees the same tree.</summary>
    /// <param name="header">Path of the header.</param>
    /// <param name="includeDirectory">Where its includes are.</param>
    /// <param name="clang">The program to run, or null to try the usual names.</param>
    /// <returns>The translation unit.</returns>
    /// <exception cref="GeneratorException">There is no clang, or it refuses the header.</exception>
    public static JsonDocument Parse(string header, string includeDirectory, string? clang)
    {
        string[] programs = clang is null ? Candidates : [clang];
        foreach (var program in programs)
        {
            using var process = TryStart(program, header, includeDirectory);
            if (process is not null)
                return Read(process, program);
        }

        throw new GeneratorException(
            $"No clang found (tried {string.Join(", ", programs)}); install one or name it with --clang.");
    }

    private static Process? TryStart(string program, string header, string includeDirectory)
    {
        string[] arguments =
        [
            "-x", "c", "-std=c99", "-pedantic-errors", "-ffreestanding", "--target=x86_64-unknown-linux-gnu",
            "-fsyntax-only", "-fparse-all-comments", "-I", includeDirectory, "-Xclang", "-ast-dump=json", header,
        ];
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static JsonDocument Read(Process process, string program)
    {
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new GeneratorException($"{program} refuses the header (exit code {process.ExitCode}); see above.");
        return JsonDocument.Parse(output.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth });
    }
}
