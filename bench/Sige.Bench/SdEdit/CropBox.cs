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
        PixelRegion edit = Bounds(mask, size);
        int side = Math.Max(edit.Height, edit.Width) + 2 * margin;
        side = Math.Min((side + multiple - 1) / multiple * multiple, Math.Min(size.H, size.W));
        return new PixelRegion(Place(edit.Y, edit.Height, side, size.H), Place(edit.X, edit.Width, side, size.W), side, side);
    }

    /// <summary>The smallest rectangle that holds all pixels of a mask.</summary>
    private static PixelRegion Bounds(ReadOnlySpan<byte> mask, Resolution size)
    {
        int top = size.H, left = size.W, bottom = 0, right = 0;
        for (int y = 0; y < size.H; y++)
        {
            ReadOnlySpan<byte> row = mask.Slice(y * size.W, size.W);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first < 0)
                continue;
            (top, bottom) = (Math.Min(top, y), y + 1);
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept((byte)0) + 1));
        }

        return bottom > 0
            ? new PixelRegion(top, left, bottom - top, right - left)
            : throw new ArgumentException("No pixel is edited.", nameof(mask));
    }

    private static int Place(int start, int length, int side, int limit) => Math.Clamp(start - (side - length) / 2, 0, limit - side);
}
