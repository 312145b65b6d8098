namespace Sige.Imaging.Png;

/// <summary>
/// One pass over the image: the pixels at X0 + i Dx, Y0 + j Dy.
/// Source: PNG Specification (Third Edition), 8.1 Interlace methods (Adam7).
/// </summary>
internal readonly record struct PngPass(int X0, int Y0, int Dx, int Dy)
{
    private static readonly PngPass[] Whole = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    /// <summary>The passes of an image, in file order.</summary>
    public static ReadOnlySpan<PngPass> Of(PngHeader header) => header.Interlaced ? Adam7 : Whole;

    /// <summary>Pixels of the pass in a row of <paramref name="width"/> pixels.</summary>
    public int WidthOf(int width) => (width - X0 + Dx - 1) / Dx;

    /// <summary>Rows of the pass in an image of <paramref name="height"/> rows.</summary>
    public int HeightOf(int height) => (height - Y0 + Dy - 1) / Dy;
}
