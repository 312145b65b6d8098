namespace Sige.Bench.Fidelity;

/// <summary>How far an output is from the right one: the root of the mean squared difference.</summary>
/// <param name="Picture">Over all pixels.</param>
/// <param name="Mask">Over the pixels of a mask.</param>
internal readonly record struct PictureError(double Picture, double Mask)
{
    /// <summary>Compares two outputs.</summary>
    /// <param name="values">[H, W, C].</param>
    /// <param name="right">[H, W, C].</param>
    /// <param name="mask">[H, W], not 0 in the pixels of the mask.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the mask is empty.</exception>
    public static PictureError Between(ReadOnlySpan<float> values, ReadOnlySpan<float> right, ReadOnlySpan<byte> mask)
    {
        int masked = mask.Length - mask.Count((byte)0);
        if (masked == 0 || values.Length != right.Length || values.Length % mask.Length != 0)
            throw new ArgumentException($"Found {values.Length} values, {right.Length} right ones, and {masked} of {mask.Length} pixels masked.", nameof(values));
        int channels = values.Length / mask.Length;
        double all = 0, inside = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double square = Math.Pow((double)values[i] - right[i], 2);
            all += square;
            inside += mask[i / channels] != 0 ? square : 0;
        }

        return new PictureError(Math.Sqrt(all / values.Length), Math.Sqrt(inside / (masked * (double)channels)));
    }

    /// <summary>This error as a multiple of another; 0 where there is none.</summary>
    /// <param name="other">The other error.</param>
    /// <param name="floor">What to divide by where the other is smaller: errors that mean nothing.</param>
    public ErrorRatio Over(PictureError other, PictureError floor) =>
        new(Ratio(Picture, Math.Max(other.Picture, floor.Picture)), Ratio(Mask, Math.Max(other.Mask, floor.Mask)));

    private static double Ratio(double error, double other) => error == 0 ? 0 : error / other;
}
