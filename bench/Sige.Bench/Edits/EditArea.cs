using Sige.Tensors;

namespace Sige.Bench.Edits;

/// <summary>Where an edit changes pixels.</summary>
internal enum EditForm
{
    /// <summary>A centred rectangle of the picture's aspect.</summary>
    Rectangle,

    /// <summary>Single pixels anywhere, the same ones each time.</summary>
    Scattered,
}

/// <summary>Chooses the pixels that an edit changes, as a share of the picture before any dilation.</summary>
internal static class EditArea
{
    private const int Seed = 20221103;

    /// <summary>Marks the pixels.</summary>
    /// <param name="form">How they lie.</param>
    /// <param name="size">The picture.</param>
    /// <param name="percent">Their share, above 0 to 100.</param>
    /// <returns>[H, W], 1 where the edit changes the pixel, else 0; at least one pixel is marked.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not above 0 and at most 100.</exception>
    public static byte[] Mark(EditForm form, Resolution size, double percent)
    {
        if (!(percent > 0 && percent <= 100))
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "An edit is above 0 and at most 100 percent of the picture.");
        return form == EditForm.Rectangle ? MarkRectangle(size, percent / 100) : MarkScattered(size, percent / 100);
    }

    /// <summary>Moves an edit by a quarter of the picture, down and to the right; what leaves on one side comes in on the other.</summary>
    public static byte[] Move(ReadOnlySpan<byte> mask, Resolution size)
    {
        var moved = new byte[mask.Length];
        for (int y = 0; y < size.H; y++)
        {
            for (int x = 0; x < size.W; x++)
                moved[(y + size.H / 4) % size.H * size.W + (x + size.W / 4) % size.W] = mask[y * size.W + x];
        }

        return moved;
    }

    /// <summary>The share of marked pixels in percent.</summary>
    public static double Percent(ReadOnlySpan<byte> mask) => 100.0 * mask.Count((byte)1) / mask.Length;

    private static byte[] MarkRectangle(Resolution size, double share)
    {
        int height = Math.Clamp((int)Math.Round(size.H * Math.Sqrt(share)), 1, size.H);
        int width = Math.Clamp((int)Math.Round(share * size.PixelCount / height), 1, size.W);
        int top = (size.H - height) / 2, left = (size.W - width) / 2;
        var mask = new byte[size.PixelCount];
        for (int y = top; y < top + height; y++)
            mask.AsSpan(y * size.W + left, width).Fill(1);
        return mask;
    }

    private static byte[] MarkScattered(Resolution size, double share)
    {
        var mask = new byte[size.PixelCount];
        int marked = Math.Max(1, (int)Math.Round(share * mask.Length));
        mask.AsSpan(0, marked).Fill(1);
        new Random(Seed).Shuffle(mask);
        return mask;
    }
}
