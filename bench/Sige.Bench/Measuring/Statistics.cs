namespace Sige.Bench.Measuring;

/// <summary>Reduces samples to one figure.</summary>
internal static class Statistics
{
    /// <summary>The middle sample, or the mean of the middle two.</summary>
    /// <param name="samples">At least one, in any order.</param>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static double Median(ReadOnlySpan<double> samples)
    {
        if (samples.IsEmpty)
            throw new ArgumentException("A median needs at least one sample.", nameof(samples));
        double[] sorted = samples.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Peak signal-to-noise ratio in decibels; positive infinity for equal values.</summary>
    /// <param name="values">What was computed.</param>
    /// <param name="reference">What it should be, as many values.</param>
    /// <param name="range">Largest less smallest value that there can be.</param>
    /// <exception cref="ArgumentException">The counts differ, or there are no values.</exception>
    public static double Psnr(ReadOnlySpan<float> values, ReadOnlySpan<float> reference, double range)
    {
        if (values.Length != reference.Length || values.IsEmpty)
            throw new ArgumentException($"Found {values.Length} values and {reference.Length} to compare them with.", nameof(values));
        double squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = values[i] - reference[i];
            squares += difference * difference;
        }

        return 10 * Math.Log10(range * range * values.Length / squares);
    }
}
