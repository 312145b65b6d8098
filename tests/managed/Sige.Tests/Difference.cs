using NUnit.Framework;

namespace Sige.Tests;

/// <summary>How far two tensors are apart.</summary>
internal static class Difference
{
    /// <summary>The largest absolute difference; NaN anywhere gives NaN.</summary>
    public static double Maximum(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length));
        double largest = 0;
        for (int i = 0; i < actual.Length; i++)
            largest = Math.Max(largest, Math.Abs((double)actual[i] - expected[i]));
        return largest;
    }

    /// <summary>The largest absolute value.</summary>
    public static double Scale(ReadOnlySpan<float> values)
    {
        double largest = 0;
        foreach (float value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>The root of the mean squared difference over all elements.</summary>
    public static double RootMeanSquare(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length));
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
            sum += Math.Pow((double)actual[i] - expected[i], 2);
        return Math.Sqrt(sum / actual.Length);
    }
}
