namespace Sige.Imaging;

/// <summary>
/// How far two pictures or two outputs are from each other, over all values.
/// </summary>
/// <param name="RootMeanSquareError">Square root of the mean squared difference, in the data's unit.</param>
/// <param name="MaxAbsoluteDifference">Largest absolute difference, in the data's unit.</param>
/// <param name="DataRange">Distance of the largest from the smallest value that the data can have: 255 or 2.</param>
public readonly record struct ImageComparison(double RootMeanSquareError, double MaxAbsoluteDifference, double DataRange)
{
    /// <summary>
    /// Peak signal-to-noise ratio in dB, 20 log10(range / RMSE); positive infinity if the two are equal.
    /// </summary>
    public double Psnr => RootMeanSquareError == 0 ? double.PositiveInfinity : 20 * Math.Log10(DataRange / RootMeanSquareError);

    /// <summary>Compares two pictures, in units of 8-bit values (range 255).</summary>
    /// <exception cref="ArgumentException">They differ in size.</exception>
    public static ImageComparison Between(RgbImage expected, RgbImage actual)
    {
        ImageSize.CheckSame(expected.Width, expected.Height, actual.Width, actual.Height, nameof(actual));
        ReadOnlySpan<byte> a = expected.Pixels;
        ReadOnlySpan<byte> b = actual.Pixels;
        long sum = 0;
        int max = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int difference = Math.Abs(a[i] - b[i]);
            sum += difference * difference;
            max = Math.Max(max, difference);
        }

        return new ImageComparison(Math.Sqrt((double)sum / a.Length), max, byte.MaxValue);
    }

    /// <summary>Compares two outputs of any layout. Values that are not numbers make the figures not numbers.</summary>
    /// <param name="expected">The values to judge by.</param>
    /// <param name="actual">As many values, in the same layout.</param>
    /// <param name="dataRange">Range of the data, 2 for a generator's [-1, 1].</param>
    /// <exception cref="ArgumentException">The lengths differ, or are 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dataRange"/> is not positive.</exception>
    public static ImageComparison Between(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double dataRange = 2)
    {
        if (expected.Length != actual.Length || expected.IsEmpty)
            throw new ArgumentException($"Expected {expected.Length} values (at least 1), got {actual.Length}.", nameof(actual));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dataRange);
        double sum = 0;
        double max = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]);
            sum += difference * difference;
            max = Math.Max(max, difference);
        }

        return new ImageComparison(Math.Sqrt(sum / expected.Length), max, dataRange);
    }
}
