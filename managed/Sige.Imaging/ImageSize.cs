using System.Runtime.CompilerServices;
using Sige.Imaging.Png;

namespace Sige.Imaging;

/// <summary>The checks of sizes that all pictures and maps share.</summary>
internal static class ImageSize
{
    /// <summary>Largest accepted width and height in pixels.</summary>
    public const int MaxSide = PngHeader.MaxSide;

    /// <summary>Checks that <paramref name="length"/> values make a picture of this size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside 1 to <see cref="MaxSide"/>.</exception>
    /// <exception cref="ArgumentException">The number of values differs.</exception>
    public static void Check(int width, int height, int channels, int length, [CallerArgumentExpression(nameof(length))] string? name = null)
    {
        CheckSide(width, nameof(width));
        CheckSide(height, nameof(height));
        long expected = (long)width * height * channels;
        if (length != expected)
            throw new ArgumentException($"{width} x {height} pixels with {channels} values each need {expected} values, got {length}.", name);
    }

    /// <summary>Checks that two pictures have the same size.</summary>
    /// <exception cref="ArgumentException">They differ; the message has both sizes.</exception>
    public static void CheckSame(int width, int height, int otherWidth, int otherHeight, string name)
    {
        if (width != otherWidth || height != otherHeight)
            throw new ArgumentException($"Expected {width} x {height} pixels, got {otherWidth} x {otherHeight}.", name);
    }

    private static void CheckSide(int side, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, MaxSide, name);
    }
}
