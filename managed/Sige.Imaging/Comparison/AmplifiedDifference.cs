namespace Sige.Imaging;

/// <summary>Shows where two pictures differ.</summary>
public static class AmplifiedDifference
{
    /// <summary>|a - b| in each channel times a gain, clamped to 255; black where the pictures agree.</summary>
    /// <param name="a">A picture.</param>
    /// <param name="b">Another of its size.</param>
    /// <param name="gain">Factor, at least 1.</param>
    /// <exception cref="ArgumentException">They differ in size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The gain is below 1.</exception>
    public static RgbImage Between(RgbImage a, RgbImage b, int gain)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ImageSize.CheckSame(a.Width, a.Height, b.Width, b.Height, nameof(b));
        ArgumentOutOfRangeException.ThrowIfLessThan(gain, 1);
        var pixels = new byte[a.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Min(byte.MaxValue, (long)Math.Abs(a.Pixels[i] - b.Pixels[i]) * gain);
        return RgbImage.Adopt(a.Width, a.Height, pixels);
    }
}
