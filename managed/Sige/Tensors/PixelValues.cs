namespace Sige.Tensors;

/// <summary>Turns the bytes of a picture into the numbers that networks read and write, and back: the one rule for all of them.</summary>
public static class PixelValues
{
    private const float Largest = 255;

    // A thousandth of a step: pictures of bytes hold whole steps, whose differences as float32 lie on either side of the exact ones.
    private const double Rounding = 1e-3;

    /// <summary>Bytes 0 to 255 as numbers -1 to 1.</summary>
    /// <param name="bytes">Any number of samples.</param>
    public static float[] FromBytes(ReadOnlySpan<byte> bytes)
    {
        var values = new float[bytes.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = 2 * (bytes[i] / Largest) - 1;
        return values;
    }

    /// <summary>Numbers -1 to 1 as bytes 0 to 255, to the nearest, halves up; what lies outside is clipped, and no number gives 0.</summary>
    /// <param name="values">Any number of samples.</param>
    /// <param name="bytes">Receives as many bytes.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        if (bytes.Length != values.Length)
            throw new ArgumentException($"There are {values.Length} values, but room for {bytes.Length} bytes.", nameof(bytes));
        for (int i = 0; i < values.Length; i++)
            bytes[i] = (byte)(Math.Clamp((values[i] + 1) / 2, 0f, 1f) * Largest + 0.5f);
    }

    /// <summary>The distance of numbers -1 to 1 that so many steps of bytes reach and one more passes.</summary>
    internal static float OfSteps(double steps) => (float)(2 * (steps + Rounding) / Largest);
}
