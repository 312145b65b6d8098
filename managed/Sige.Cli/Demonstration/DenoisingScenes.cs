using Sige.Imaging;

namespace Sige.Cli.Demonstration;

/// <summary>The pictures of the demo's second page: the street, small, and edits drawn on it.</summary>
internal static class DenoisingScenes
{
    /// <summary>Height and width that the shipped network takes.</summary>
    public const int Size = 64;

    private const int PatchSize = 12;

    /// <summary>The middle of a picture, scaled down.</summary>
    public static RgbImage Shrink(RgbImage street)
    {
        int side = Math.Min(street.Width, street.Height);
        return street.Crop((street.Width - side) / 2, (street.Height - side) / 2, side, side).Shrink(side / Size).Crop(0, 0, Size, Size);
    }

    /// <summary>The edits of a small picture.</summary>
    public static IReadOnlyList<(string Name, RgbImage Picture)> Edit(RgbImage original) =>
    [
        ("brush-stroke", Brush(original, from: (13, 47), to: (30, 43), radius: 2, [196, 32, 40])),
        ("sun", Brush(original, from: (47, 9), to: (47, 9), radius: 5, [250, 214, 64])),
        ("pasted-patch", Paste(original, source: (6, 22), destination: (40, 30))),
    ];

    /// <summary>Draws discs along a line.</summary>
    private static RgbImage Brush(RgbImage picture, (int X, int Y) from, (int X, int Y) to, int radius, ReadOnlySpan<byte> colour)
    {
        byte[] pixels = picture.Pixels.ToArray();
        (int dx, int dy) = (to.X - from.X, to.Y - from.Y);
        double lengthSquared = Math.Max(1, dx * dx + dy * dy);
        for (int i = 0; i < picture.Width * picture.Height; i++)
        {
            (int x, int y) = (i % picture.Width - from.X, i / picture.Width - from.Y);
            double along = Math.Clamp((x * dx + y * dy) / lengthSquared, 0, 1);
            if (double.Hypot(x - along * dx, y - along * dy) <= radius)
                colour.CopyTo(pixels.AsSpan(i * RgbImage.Channels));
        }

        return new RgbImage(picture.Width, picture.Height, pixels);
    }

    private static RgbImage Paste(RgbImage picture, (int X, int Y) source, (int X, int Y) destination)
    {
        byte[] pixels = picture.Pixels.ToArray();
        const int RowBytes = PatchSize * RgbImage.Channels;
        for (int row = 0; row < PatchSize; row++)
        {
            int target = ((destination.Y + row) * picture.Width + destination.X) * RgbImage.Channels;
            picture.Pixels.Slice(((source.Y + row) * picture.Width + source.X) * RgbImage.Channels, RowBytes).CopyTo(pixels.AsSpan(target));
        }

        return new RgbImage(picture.Width, picture.Height, pixels);
    }
}
