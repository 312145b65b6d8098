namespace Sige.Imaging;

/// <summary>
/// Colours for the labels of any data set: the bits of an id go in turn to red, green and blue, the low ones to the high bits, so that near ids
/// look different. Source: the colour map of the PASCAL VOC development kit, Everingham et al., IJCV 2010.
/// </summary>
public static class LabelColors
{
    /// <summary>Draws a label map; id 0 is black.</summary>
    public static RgbImage Colorize(LabelMap labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ReadOnlySpan<byte> ids = labels.Ids;
        var pixels = new byte[RgbImage.Channels * ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            for (int channel = 0; channel < RgbImage.Channels; channel++)
                pixels[RgbImage.Channels * i + channel] = Channel(ids[i], channel);
        }

        return RgbImage.Adopt(labels.Width, labels.Height, pixels);
    }

    private static byte Channel(int id, int channel)
    {
        int value = 0;
        for (int bit = 0; bit < 8 && id >> (3 * bit) > 0; bit++)
            value |= (id >> (3 * bit + channel) & 1) << (7 - bit);
        return (byte)value;
    }
}
