using System.Diagnostics;
using System.Reflection;

namespace Sige.Tests.Native;

/// <summary>The CMake build tree of the native tests, which the project file builds before these tests run.</summary>
internal static class NativeTestTree
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Path of the build tree.</summary>
    public static string Path { get; } = Metadata("NativeBuildTree");

    /// <summary>Path of a program or library that the tests built.</summary>
    public static string Binary(string name) => System.IO.Path.Combine(Metadata("NativeBinFolder"), name);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Folder to run in, or null for the current one.</param>
    /// <param name="environment">Variables to set, or null for none.</param>
    /// <returns>The exit code, and what it wrote to standard output and standard error together.</returns>
    public static (int ExitCode, string Output) Run(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} was stopped after {Patience}.");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    private static string Metadata(string key)
        => typeof(NativeTestTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == key)?.Value
            ?? throw new InvalidOperationException($"The test project did not record {key}; build it with its own project file.");
}
