using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.SdEdit;

/// <summary>Chooses what to crop for an edit.</summary>
internal static class CropBox
{
    /// <summary>The smallest square that holds an edit and its margin, with the edit as near to its middle as the picture lets it be.</summary>
    /// <param name="mask">[H, W], not 0 where the picture is edited; one pixel at least.</param>
    /// <param name="size">The picture, both sides of which are multiples of <paramref name="multiple"/>.</param>
    /// <param name="margin">Pixels around the edit, from 0, as far as the picture goes.</param>
    /// <param name="multiple">What the side is a multiple of.</param>
    /// <returns>A square inside the picture.</returns>
    /// <exception cref="ArgumentException">Nothing is edited, or a side of the picture is no such multiple.</exception>
    public static PixelRegion Around(ReadOnlySpan<byte> mask, Resolution size, int margin, int multiple)
    {
        if (size.H % multiple != 0 || size.W % multiple != 0)
            throw new ArgumentException($"The sides of a picture of {size} are no multiples of {multiple}.", nameof(size));
        PixelRegion edit = PixelRegion.Around(mask, size) ?? throw new ArgumentException("No pixel is edited.", nameof(mask));
        int side = Math.Max(edit.Height, edit.Width) + 2 * margin;
        side = Math.Min((side + multiple - 1) / multiple * multiple, Math.Min(size.H, size.W));
        return new PixelRegion(Place(edit.Y, edit.Height, side, size.H), Place(edit.X, edit.Width, side, size.W), side, side);
    }

    /// <summary>Cuts a rectangle out of a picture.</summary>
    /// <param name="whole">[H, W, C].</param>
    /// <param name="size">The picture.</param>
    /// <param name="box">The rectangle.</param>
    /// <returns>[h, w, C].</returns>
    public static T[] Cut<T>(ReadOnlySpan<T> whole, Resolution size, PixelRegion box)
    {
        int channels = whole.Length / (int)size.PixelCount, row = box.Width * channels;
        var cut = new T[box.PixelCount * channels];
        for (int y = 0; y < box.Height; y++)
            whole.Slice(((box.Y + y) * size.W + box.X) * channels, row).CopyTo(cut.AsSpan(y * row));
        return cut;
    }

    /// <summary>Puts a rectangle into a picture.</summary>
    /// <param name="part">[h, w, C].</param>
    /// <param name="size">The picture.</param>
    /// <param name="box">The rectangle.</param>
    /// <param name="whole">[H, W, C].</param>
    public static void Paste(ReadOnlySpan<float> part, Resolution size, PixelRegion box, Span<float> whole)
    {
        int channels = whole.Length / (int)size.PixelCount, row = box.Width * channels;
        for (int y = 0; y < box.Height; y++)
            part.Slice(y * row, row).CopyTo(whole[(((box.Y + y) * size.W + box.X) * channels)..]);
    }

    private static int Place(int start, int length, int side, int limit) => Math.Clamp(start - (side - length) / 2, 0, limit - side);
}
