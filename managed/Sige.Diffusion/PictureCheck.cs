using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Refuses pictures and masks that do not fit.</summary>
internal static class PictureCheck
{
    /// <summary>Refuses a picture of another size, or with numbers that are none.</summary>
    /// <param name="picture">The numbers.</param>
    /// <param name="size">Height and width that it must have.</param>
    /// <param name="channels">Numbers in a pixel.</param>
    /// <param name="parameter">The parameter's name, for the exception.</param>
    public static void Check(ReadOnlySpan<float> picture, Resolution size, int channels, string parameter)
    {
        int expected = (int)size.PixelCount * channels;
        if (picture.Length != expected)
            throw new ArgumentException($"Expected a picture of {size} pixels with {channels} channels, {expected} numbers, but found {picture.Length}.", parameter);
        int fault = 0;
        while (fault < picture.Length && float.IsFinite(picture[fault]))
            fault++;
        if (fault < picture.Length)
            throw new ArgumentException($"Number {fault} of the picture, {picture[fault]}, is not finite.", parameter);
    }

    /// <summary>Refuses a mask of another size.</summary>
    /// <param name="mask">One byte for each pixel.</param>
    /// <param name="size">Height and width that it must have.</param>
    /// <param name="parameter">The parameter's name, for the exception.</param>
    public static void CheckMask(ReadOnlySpan<byte> mask, Resolution size, string parameter)
    {
        if (mask.Length != size.PixelCount)
            throw new ArgumentException($"Expected a mask of {size} pixels, {size.PixelCount} bytes, but found {mask.Length}.", parameter);
    }
}
