using Sige.Cli.Output;

namespace Sige.Cli.Demonstration;

/// <summary>The figures of one edit of the demo.</summary>
/// <param name="Name">Name of the edit.</param>
/// <param name="ChangedPercent">Changed pixels of the input, before any dilation, in percent.</param>
/// <param name="DenseMultiplyAdds">Multiply-adds of the dense run in direct arithmetic.</param>
/// <param name="MultiplyAdds">Multiply-adds of the edit in direct arithmetic.</param>
/// <param name="DenseTime">Median time of the dense runs.</param>
/// <param name="EditTime">Median time of the edits.</param>
/// <param name="Psnr">Peak signal-to-noise ratio of the edit against the dense run, in dB.</param>
internal sealed record DemoFigures(
    string Name, double ChangedPercent, long DenseMultiplyAdds, long MultiplyAdds, TimeSpan DenseTime, TimeSpan EditTime, double Psnr)
{
    /// <summary>How many times faster the edit was.</summary>
    public double SpeedUp => DenseTime / EditTime;

    /// <summary>What stands beside the edit's name on a comparison sheet.</summary>
    public IReadOnlyList<string> Captions =>
    [
        $"{Figures.Percent(ChangedPercent)} changed",
        $"dense {Figures.Milliseconds(DenseTime)} ms",
        $"incremental {Figures.Milliseconds(EditTime)} ms",
        $"speed-up {Figures.Ratio(SpeedUp)}",
        $"PSNR {Figures.Decibels(Psnr)}",
    ];

    /// <summary>Runs something several times.</summary>
    /// <returns>What the last run gave, and the median of the times.</returns>
    public static (T Result, TimeSpan Median) Time<T>(int runs, Func<T> run, Func<T, TimeSpan> timeOf)
    {
        var results = new T[runs];
        for (int i = 0; i < runs; i++)
            results[i] = run();
        return (results[^1], results.Select(timeOf).Order().ElementAt(runs / 2));
    }
}
