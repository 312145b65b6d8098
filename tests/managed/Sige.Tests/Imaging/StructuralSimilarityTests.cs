using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>Structural similarity against the formula of the paper, window by window, and against what it gives in closed form.</summary>
internal sealed class StructuralSimilarityTests
{
    private const double C1 = 6.5025, C2 = 58.5225;

    [Test]
    public void EqualPicturesGiveOne()
    {
        RgbImage picture = Noise(24, 17, seed: 1);

        Assert.That(StructuralSimilarity.Between(picture, picture), Is.EqualTo(1).Within(1e-12));
    }

    /// <summary>Flat pictures have no variance: what is left is the comparison of means.</summary>
    [TestCase(0, 255)]
    [TestCase(100, 110)]
    [TestCase(7, 7)]
    public void FlatPicturesAreComparedByTheirMeans(int a, int b)
    {
        double expected = (2.0 * a * b + C1) / (a * a + b * b + C1);

        Assert.That(StructuralSimilarity.Between(Flat((byte)a), Flat((byte)b)), Is.EqualTo(expected).Within(1e-9));
    }

    /// <summary>Sums of 121 products of doubles up to 65025, a variance each: errors of 1e-11 of the terms, which C2 keeps from being magnified.</summary>
    [TestCase(11, 11)]
    [TestCase(12, 11)]
    [TestCase(31, 19)]
    public void GivesTheMeanOverAllWindows(int width, int height)
    {
        RgbImage a = Noise(width, height, seed: 1), b = Noise(width, height, seed: 2);

        double found = StructuralSimilarity.Between(a, b);

        Assert.That(found, Is.EqualTo(ByWindows(Luma(a), Luma(b), width, height)).Within(1e-9));
        Assert.That(StructuralSimilarity.Between(b, a), Is.EqualTo(found).Within(1e-12));
        Assert.That(found, Is.LessThan(0.5));
    }

    [Test]
    public void TheOppositeOfAPictureIsBelowZero()
    {
        RgbImage picture = Noise(32, 32, seed: 3);
        var opposite = new RgbImage(32, 32, [.. picture.Pixels.ToArray().Select(value => (byte)(255 - value))]);

        Assert.That(StructuralSimilarity.Between(picture, opposite), Is.LessThan(-0.5));
    }

    [Test]
    public void RefusesOtherSizesAndWhatIsSmallerThanAWindow()
    {
        Assert.That(() => StructuralSimilarity.Between(Noise(20, 12, 1), Noise(12, 20, 1)), Throws.ArgumentException);
        Assert.That(() => StructuralSimilarity.Between(Noise(10, 30, 1), Noise(10, 30, 1)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static double ByWindows(double[,] a, double[,] b, int width, int height)
    {
        double sum = 0;
        int count = 0;
        for (int top = 0; top + 11 <= height; top++)
        {
            for (int left = 0; left + 11 <= width; left++, count++)
                sum += OfWindow(a, b, top, left);
        }

        return sum / count;
    }

    private static double OfWindow(double[,] a, double[,] b, int top, int left)
    {
        double total = 0, meanA = 0, meanB = 0, varianceA = 0, varianceB = 0, covariance = 0;
        foreach ((int y, int x, double weight) in Window())
        {
            total += weight;
            meanA += weight * a[top + y, left + x];
            meanB += weight * b[top + y, left + x];
        }

        (meanA, meanB) = (meanA / total, meanB / total);
        foreach ((int y, int x, double weight) in Window())
        {
            (double differenceA, double differenceB) = (a[top + y, left + x] - meanA, b[top + y, left + x] - meanB);
            varianceA += weight / total * differenceA * differenceA;
            varianceB += weight / total * differenceB * differenceB;
            covariance += weight / total * differenceA * differenceB;
        }

        return (2 * meanA * meanB + C1) * (2 * covariance + C2) / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }

    private static IEnumerable<(int Y, int X, double Weight)> Window()
    {
        for (int y = 0; y < 11; y++)
        {
            for (int x = 0; x < 11; x++)
                yield return (y, x, Math.Exp(-((y - 5) * (y - 5) + (x - 5) * (x - 5)) / 4.5));
        }
    }

    private static double[,] Luma(RgbImage picture)
    {
        var luma = new double[picture.Height, picture.Width];
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            ReadOnlySpan<byte> pixel = picture.Pixels.Slice(3 * i, 3);
            luma[i / picture.Width, i % picture.Width] = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
        }

        return luma;
    }

    private static RgbImage Flat(byte value) => new(16, 16, [.. Enumerable.Repeat(value, 3 * 256)]);

    private static RgbImage Noise(int width, int height, int seed)
    {
        var pixels = new byte[3 * width * height];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
