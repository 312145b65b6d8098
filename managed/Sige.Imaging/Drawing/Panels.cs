namespace Sige.Imaging.Drawing;

/// <summary>The computed pictures of a comparison sheet.</summary>
internal static class Panels
{
    /// <summary>|a - b| in each channel times <paramref name="gain"/>, clamped to 255; black where the pictures agree.</summary>
    public static RgbImage AmplifiedDifference(RgbImage a, RgbImage b, int gain)
    {
        var pixels = new byte[a.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Min(byte.MaxValue, Math.Abs(a.Pixels[i] - b.Pixels[i]) * gain);
        return RgbImage.Adopt(a.Width, a.Height, pixels);
    }

    /// <summary>The picture in dark grey with the active pixels in colour under an orange tint.</summary>
    public static RgbImage MarkActive(RgbImage picture, ReadOnlySpan<bool> active)
    {
        ReadOnlySpan<byte> source = picture.Pixels;
        var pixels = new byte[source.Length];
        for (int p = 0; p < active.Length; p++)
        {
            ReadOnlySpan<byte> from = source.Slice(RgbImage.Channels * p, RgbImage.Channels);
            Span<byte> to = pixels.AsSpan(RgbImage.Channels * p, RgbImage.Channels);
            if (active[p])
                Tint(from, to);
            else
                to.Fill((byte)(30 + 0.45 * Luma(from)));
        }

        return RgbImage.Adopt(picture.Width, picture.Height, pixels);
    }

    private static void Tint(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ReadOnlySpan<byte> orange = [255, 140, 26];
        for (int c = 0; c < to.Length; c++)
            to[c] = (byte)((2 * from[c] + 3 * orange[c]) / 5);
    }

    // Source: ITU-R BT.601, the weights of the luma signal.
    private static double Luma(ReadOnlySpan<byte> rgb) => 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}
