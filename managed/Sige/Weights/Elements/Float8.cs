namespace Sige.Weights;

/// <summary>The values of the 8-bit floating-point types, each exact in float32.</summary>
/// <remarks>
/// Source: Micikevicius et al., <i>FP8 Formats for Deep Learning</i>, 2022 (E4M3, E5M2); the <c>fnuz</c> forms and E8M0 as
/// <c>ml_dtypes</c> defines them.
/// </remarks>
internal static class Float8
{
    private static readonly float[] E4M3 = Tabulate(x => Value(x, mantissaBits: 3, bias: 7, isNaN: (x & 0x7F) == 0x7F));

    private static readonly float[] E5M2 = Tabulate(x => (x & 0x7F) == 0x7C
        ? (x & 0x80) == 0 ? float.PositiveInfinity : float.NegativeInfinity
        : Value(x, mantissaBits: 2, bias: 15, isNaN: (x & 0x7F) > 0x7C));

    private static readonly float[] E4M3Fnuz = Tabulate(x => Value(x, mantissaBits: 3, bias: 8, isNaN: x == 0x80));

    private static readonly float[] E5M2Fnuz = Tabulate(x => Value(x, mantissaBits: 2, bias: 16, isNaN: x == 0x80));

    private static readonly float[] E8M0 = Tabulate(x => x == 0xFF ? float.NaN : MathF.ScaleB(1, x - 127));

    /// <summary>The value of each byte.</summary>
    public static ReadOnlySpan<float> Values(WeightDataType dataType) => dataType switch
    {
        WeightDataType.Float8E4M3 => E4M3,
        WeightDataType.Float8E5M2 => E5M2,
        WeightDataType.Float8E4M3Fnuz => E4M3Fnuz,
        WeightDataType.Float8E5M2Fnuz => E5M2Fnuz,
        WeightDataType.Float8E8M0 => E8M0,
        _ => throw new ArgumentOutOfRangeException(nameof(dataType), dataType, "Not a type of 8-bit floating-point numbers."),
    };

    private static float[] Tabulate(Func<int, float> value) => [.. Enumerable.Range(0, 256).Select(value)];

    private static float Value(int bits, int mantissaBits, int bias, bool isNaN)
    {
        if (isNaN)
            return float.NaN;
        int exponent = (bits & 0x7F) >> mantissaBits;
        int mantissa = bits & ((1 << mantissaBits) - 1);
        int significand = exponent == 0 ? mantissa : mantissa | (1 << mantissaBits);
        float magnitude = MathF.ScaleB(significand, Math.Max(exponent, 1) - bias - mantissaBits);
        return (bits & 0x80) == 0 ? magnitude : -magnitude;
    }
}
