using System.Globalization;

namespace Sige.Bench.Peers;

/// <summary>
/// What the bench and the process of its peer say to each other, a line each: the process begins with the runtime's version once it has
/// loaded the model; a number asks for the run of that number, and its seconds are the answer; the end of input ends the process.
/// </summary>
internal static class PeerLines
{
    /// <summary>Answers until the input ends.</summary>
    /// <param name="input">What the bench says.</param>
    /// <param name="output">What it hears.</param>
    /// <param name="version">The runtime's version.</param>
    /// <param name="run">Runs once and gives the seconds.</param>
    /// <exception cref="FormatException">The bench said what is no number.</exception>
    public static void Serve(TextReader input, TextWriter output, string version, Func<int, double> run)
    {
        Say(output, version);
        while (input.ReadLine() is { } line)
            Say(output, run(int.Parse(line, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Asks for a run.</summary>
    /// <param name="input">What the process hears.</param>
    /// <param name="output">What it says.</param>
    /// <param name="number">The run's.</param>
    /// <returns>Seconds.</returns>
    /// <exception cref="InvalidOperationException">The process ended, or said what are no seconds.</exception>
    public static double Ask(TextWriter input, TextReader output, int number)
    {
        Say(input, number.ToString(CultureInfo.InvariantCulture));
        string? answer = output.ReadLine();
        return double.TryParse(answer, CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : throw new InvalidOperationException($"The peer's process was expected to answer with seconds, but {(answer is null ? "ended" : $"said '{answer}'")}.");
    }

    private static void Say(TextWriter writer, string line)
    {
        writer.WriteLine(line);
        writer.Flush();
    }
}
