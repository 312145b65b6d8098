namespace Sige.Imaging;

/// <summary>The brightness of pixels. Source: ITU-R BT.601, the weights of the luma signal.</summary>
internal static class Luma
{
    /// <summary>Luma of red, green and blue, 0 to 255, not rounded.</summary>
    public static double Of(ReadOnlySpan<byte> rgb) => 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
}
