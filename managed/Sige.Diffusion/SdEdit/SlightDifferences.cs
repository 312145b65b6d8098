namespace Sige.Diffusion;

/// <summary>Recognises an edit that was saved with loss: most of its pixels differ from the original, and by little.</summary>
/// <remarks>
/// Measured on painted streets and a noisy drawing, saved as JPEG of quality 50 to 95 and WebP of quality 80: 68 to 97 % of the pixels differ
/// by more than one step of 255, 83 % of those or more by at most 16, and as often up as down: the mean of the slight differences is at most
/// 0.05 of their mean size. A brighter picture has 1 there, one of more contrast mostly 0.4.
/// </remarks>
internal static class SlightDifferences
{
    private const int Steps = 255;
    private const float StepsPerUnit = Steps / 2f;

    /// <summary>Up to so many steps a difference is slight.</summary>
    private const int Slight = 16;

    /// <summary>The share of the picture that slight differences must pass.</summary>
    private const double MinimumShare = 0.25;

    /// <summary>What the mean of slight differences may be, as a part of their mean size.</summary>
    private const double MaximumBias = 0.25;

    /// <summary>A threshold is high enough where so many further steps would leave out no more than <see cref="TailShare"/> of the picture.</summary>
    private const int TailSteps = 8;
    private const double TailShare = 0.005;

    /// <summary>Says so, and what to do, if an edit looks as if it had been saved with loss.</summary>
    /// <param name="original">[H, W, C], -1 to 1.</param>
    /// <param name="edited">[H, W, C], -1 to 1.</param>
    /// <param name="changed">1 where the two differ by more than the edit threshold, [H, W].</param>
    public static string? Describe(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, ReadOnlySpan<byte> changed)
    {
        int count = changed.Count((byte)1);
        if (count <= MinimumShare * changed.Length)
            return null;
        var histogram = new int[Steps + 1];
        double bias = Measure(original, edited, changed, histogram);
        int slight = histogram[..(Slight + 1)].Sum();
        if (slight <= MinimumShare * changed.Length || 2 * slight <= count || bias > MaximumBias)
            return null;
        int threshold = Suggest(histogram, changed.Length);
        double left = 100.0 * histogram[(threshold + 1)..].Sum() / changed.Length;
        return FormattableString.Invariant(
            $"{100.0 * count / changed.Length:0.#} % of the pixels differ from the original, most of them by little, as in a file that was saved with loss (JPEG, WebP): ")
            + FormattableString.Invariant(
            $"save the edit without loss, give a mask (--mask), or raise the edit threshold (--edit-threshold, EditThreshold): {threshold} leaves {left:0.#} % of the pixels.");
    }

    /// <summary>Counts the changed pixels by their largest difference in steps.</summary>
    /// <returns>How far slight differences have one sign, 0 to 1.</returns>
    private static double Measure(ReadOnlySpan<float> original, ReadOnlySpan<float> edited, ReadOnlySpan<byte> changed, int[] histogram)
    {
        int channels = original.Length / changed.Length;
        (double sum, double size) = (0, 0);
        for (int pixel = 0; pixel < changed.Length; pixel++)
        {
            if (changed[pixel] == 0)
                continue;
            (float largest, float pixelSum, float pixelSize) = (0, 0, 0);
            for (int i = pixel * channels; i < (pixel + 1) * channels; i++)
            {
                float steps = (edited[i] - original[i]) * StepsPerUnit;
                largest = Math.Max(largest, Math.Abs(steps));
                pixelSum += steps;
                pixelSize += Math.Abs(steps);
            }

            int bin = (int)Math.Clamp(MathF.Round(largest), 0, Steps);
            histogram[bin]++;
            if (bin <= Slight)
                (sum, size) = (sum + pixelSum, size + pixelSize);
        }

        return size > 0 ? Math.Abs(sum) / size : 0;
    }

    private static int Suggest(int[] histogram, int pixelCount)
    {
        int threshold = 1;
        while (threshold + TailSteps < Steps && histogram.AsSpan(threshold + 1, TailSteps).ToArray().Sum() > TailShare * pixelCount)
            threshold++;
        return threshold;
    }
}
