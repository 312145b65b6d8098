using System.Diagnostics;

namespace Sige.Bench.Measuring;

/// <summary>This program once more, as a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>Describes the process; its standard output is for the caller to read.</summary>
    /// <param name="arguments">What the command line is to be.</param>
    /// <exception cref="InvalidOperationException">The path of this program is not known.</exception>
    public static ProcessStartInfo With(params ReadOnlySpan<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(OwnProgram).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
