namespace Sige.Imaging.Drawing;

/// <summary>The computed pictures of a comparison sheet.</summary>
internal static class Panels
{
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
                to.Fill((byte)(30 + 0.45 * Luma.Of(from)));
        }

        return RgbImage.Adopt(picture.Width, picture.Height, pixels);
    }

    private static void Tint(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ReadOnlySpan<byte> orange = [255, 140, 26];
        for (int c = 0; c < to.Length; c++)
            to[c] = (byte)((2 * from[c] + 3 * orange[c]) / 5);
    }
}
