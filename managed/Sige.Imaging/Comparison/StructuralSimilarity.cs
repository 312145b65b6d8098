namespace Sige.Imaging;

/// <summary>
/// Structural similarity (SSIM) of two pictures: the mean over all windows of
/// (2 mu_a mu_b + C1)(2 sigma_ab + C2) / ((mu_a^2 + mu_b^2 + C1)(sigma_a^2 + sigma_b^2 + C2)), of their luma.
/// </summary>
/// <remarks>
/// Windows are Gaussian, 11x11 with a standard deviation of 1.5 pixels, and lie inside the picture; C1 = (0.01 x 255)^2, C2 = (0.03 x 255)^2. Luma is
/// that of ITU-R BT.601, not rounded. Pictures are not scaled down before.
/// Source: Wang, Bovik, Sheikh and Simoncelli, <i>Image Quality Assessment: From Error Visibility to Structural Similarity</i>, IEEE
/// Transactions on Image Processing 13(4), 2004, section III.
/// </remarks>
public static class StructuralSimilarity
{
    /// <summary>Side of a window in pixels: the smallest side of a picture.</summary>
    public const int Window = 11;

    private const double Sigma = 1.5;
    private const double C1 = 0.01 * byte.MaxValue * (0.01 * byte.MaxValue);
    private const double C2 = 0.03 * byte.MaxValue * (0.03 * byte.MaxValue);

    private static readonly double[] Weights = CreateWeights();

    /// <summary>Compares two pictures.</summary>
    /// <param name="expected">A picture, at least <see cref="Window"/> pixels a side.</param>
    /// <param name="actual">Another of its size.</param>
    /// <returns>-1 to 1; 1 for equal pictures.</returns>
    /// <exception cref="ArgumentException">They differ in size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">They are smaller than a window.</exception>
    public static double Between(RgbImage expected, RgbImage actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        ImageSize.CheckSame(expected.Width, expected.Height, actual.Width, actual.Height, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(expected.Width, expected.Height), Window, nameof(expected));
        return Between(ToLuma(expected), ToLuma(actual), expected.Width);
    }

    private static double Between(double[] a, double[] b, int width)
    {
        double[] meanA = Smooth(a, width), meanB = Smooth(b, width);
        double[] squareA = Smooth(Multiply(a, a), width), squareB = Smooth(Multiply(b, b), width), product = Smooth(Multiply(a, b), width);
        double sum = 0;
        for (int i = 0; i < meanA.Length; i++)
        {
            (double muA, double muB) = (meanA[i], meanB[i]);
            (double varianceA, double varianceB, double covariance) = (squareA[i] - muA * muA, squareB[i] - muB * muB, product[i] - muA * muB);
            sum += (2 * muA * muB + C1) * (2 * covariance + C2) / ((muA * muA + muB * muB + C1) * (varianceA + varianceB + C2));
        }

        return sum / meanA.Length;
    }

    /// <summary>The weighted mean of each window, [H - 10, W - 10]: the Gaussian is a product of one along rows and one along columns.</summary>
    private static double[] Smooth(double[] values, int width)
    {
        int height = values.Length / width, columns = width - Window + 1, rows = height - Window + 1;
        var alongRows = new double[height * columns];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < columns; x++)
                alongRows[y * columns + x] = WeightedSum(values, y * width + x, 1);
        var means = new double[rows * columns];
        for (int i = 0; i < means.Length; i++)
            means[i] = WeightedSum(alongRows, i, columns);
        return means;
    }

    private static double WeightedSum(double[] values, int first, int stride)
    {
        double sum = 0;
        for (int k = 0; k < Window; k++)
            sum += Weights[k] * values[first + k * stride];
        return sum;
    }

    private static double[] Multiply(double[] a, double[] b)
    {
        var product = new double[a.Length];
        for (int i = 0; i < product.Length; i++)
            product[i] = a[i] * b[i];
        return product;
    }

    private static double[] ToLuma(RgbImage picture)
    {
        var luma = new double[picture.Width * picture.Height];
        for (int i = 0; i < luma.Length; i++)
            luma[i] = Luma.Of(picture.Pixels.Slice(RgbImage.Channels * i, RgbImage.Channels));
        return luma;
    }

    private static double[] CreateWeights()
    {
        double[] weights = [.. Enumerable.Range(-Window / 2, Window).Select(offset => Math.Exp(-offset * offset / (2 * Sigma * Sigma)))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
