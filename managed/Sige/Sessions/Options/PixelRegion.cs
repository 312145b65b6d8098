using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>A rectangle of pixels.</summary>
/// <param name="Y">The first row.</param>
/// <param name="X">The first column.</param>
/// <param name="Height">How many rows.</param>
/// <param name="Width">How many columns.</param>
public readonly record struct PixelRegion(int Y, int X, int Height, int Width)
{
    /// <summary>The row behind the last.</summary>
    public int EndY => Y + Height;

    /// <summary>The column behind the last.</summary>
    public int EndX => X + Width;

    /// <summary>How many pixels there are.</summary>
    public long PixelCount => (long)Height * Width;

    /// <summary>The whole of a picture.</summary>
    /// <param name="resolution">The picture's size.</param>
    public static PixelRegion All(Resolution resolution) => new(0, 0, resolution.H, resolution.W);

    /// <summary>The smallest rectangle that holds all pixels of a mask.</summary>
    /// <param name="mask">[H, W], any value but 0 for a pixel of it.</param>
    /// <param name="resolution">Height and width of the mask.</param>
    /// <returns>The rectangle; null for a mask without pixels.</returns>
    /// <exception cref="ArgumentException">The mask is of another size.</exception>
    public static PixelRegion? Around(ReadOnlySpan<byte> mask, Resolution resolution)
    {
        if (mask.Length != resolution.PixelCount)
            throw new ArgumentException($"A mask of {resolution} has {resolution.PixelCount} pixels; found {mask.Length}.", nameof(mask));
        int first = mask.IndexOfAnyExcept((byte)0);
        if (first < 0)
            return null;
        (int y, int endY) = (first / resolution.W, mask.LastIndexOfAnyExcept((byte)0) / resolution.W + 1);
        (int x, int endX) = (resolution.W, 0);
        for (int row = y; row < endY; row++)
        {
            ReadOnlySpan<byte> pixels = mask.Slice(row * resolution.W, resolution.W);
            if (pixels.IndexOfAnyExcept((byte)0) is >= 0 and int left)
                (x, endX) = (Math.Min(x, left), Math.Max(endX, pixels.LastIndexOfAnyExcept((byte)0) + 1));
        }

        return Between(y, x, endY, endX);
    }

    /// <summary>Rows and columns, such as <c>rows 8 to 23, columns 0 to 15</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"rows {Y} to {EndY - 1}, columns {X} to {EndX - 1}");

    /// <summary>Whether a rectangle lies inside this one.</summary>
    /// <param name="other">The rectangle.</param>
    public bool Contains(PixelRegion other) => other.Y >= Y && other.X >= X && other.EndY <= EndY && other.EndX <= EndX;

    /// <summary>Whether two rectangles have a pixel in common.</summary>
    internal bool Overlaps(PixelRegion other) => other.Y < EndY && Y < other.EndY && other.X < EndX && X < other.EndX;

    /// <summary>The smallest rectangle that holds both.</summary>
    internal PixelRegion Union(PixelRegion other) => Between(
        Math.Min(Y, other.Y), Math.Min(X, other.X), Math.Max(EndY, other.EndY), Math.Max(EndX, other.EndX));

    /// <summary>The rectangle with so many pixels more on each side, as far as the picture goes.</summary>
    internal PixelRegion Grow(int pixels, Resolution picture) => Between(
        Math.Max(0, Y - pixels), Math.Max(0, X - pixels), Math.Min(picture.H, EndY + pixels), Math.Min(picture.W, EndX + pixels));

    /// <summary>A square, as far as the picture goes.</summary>
    internal static PixelRegion Tile(int y, int x, int side, Resolution picture) =>
        new(y, x, Math.Min(side, picture.H - y), Math.Min(side, picture.W - x));

    internal static PixelRegion Between(int y, int x, int endY, int endX) => new(y, x, endY - y, endX - x);
}
