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

    /// <summary>Rows and columns, such as <c>rows 8 to 23, columns 0 to 15</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"rows {Y} to {EndY - 1}, columns {X} to {EndX - 1}");

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
