using System.Diagnostics;
using System.Globalization;
using Sige.Bench.Edits;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>Reads the peak memory of recording and editing in a process that does nothing else.</summary>
internal static class MemoryProbe
{
    /// <summary>The hidden verb under which this program measures itself.</summary>
    public const string Verb = "measure-memory";

    private const int Edits = 6;

    /// <summary>Starts this program anew and reads what it needed.</summary>
    /// <returns>Peak resident memory in bytes.</returns>
    /// <exception cref="InvalidOperationException">The other process failed.</exception>
    public static long Run(string model, double editPercent, int threads, ActivePolicy policy)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(MemoryProbe).Assembly.Location);
        foreach (string argument in (ReadOnlySpan<string>)[Verb, model, "--edit", Text(editPercent), "--threads", Text(threads), "--policy", policy.ToString()])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && long.TryParse(output.Trim(), CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : throw new InvalidOperationException($"The process that measures memory ended with {process.ExitCode} and '{output.Trim()}'.");
    }

    /// <summary>Records and edits in this process.</summary>
    /// <returns>Peak resident memory in bytes.</returns>
    public static long Measure(string model, double editPercent, int threads, ActivePolicy? policy)
    {
        using (var rig = new ModelRig(model, threads, policy))
        {
            SessionInput[][] edits = rig.Scene.Edits(EditArea.Mark(EditForm.Rectangle, rig.Scene.Size, editPercent));
            rig.TimeEdits(Edits, edits);
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
