using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sige.Bench.Measuring;

namespace Sige.Bench.Workloads;

/// <summary>
/// Reads the peak memory of a workload in a process that does nothing else: this program once more, with the same arguments and a
/// hidden option.
/// </summary>
internal static class MemoryProbe
{
    private const string OptionName = "--measure-memory";

    /// <summary>The hidden option by which a command knows that it is that process.</summary>
    public static Option<bool> CreateOption() => new(OptionName) { Hidden = true };

    /// <summary>Starts this program anew and reads what it needed.</summary>
    /// <returns>Peak resident memory in bytes.</returns>
    /// <exception cref="InvalidOperationException">The other process failed.</exception>
    public static long Run()
    {
        using Process process = Process.Start(OwnProgram.With([.. Environment.GetCommandLineArgs()[1..], OptionName]))!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && long.TryParse(output.Trim(), CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new InvalidOperationException($"The process that measures memory ended with {process.ExitCode} and '{output.Trim()}'.");
    }

    /// <summary>Runs a workload in this process and prints the peak resident memory in bytes, for <see cref="Run"/>.</summary>
    /// <returns>The exit status.</returns>
    public static int Measure(Action workload)
    {
        workload();
        using var process = Process.GetCurrentProcess();
        Console.Out.WriteLine(process.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
