using System.Buffers.Binary;

namespace Sige.Imaging.Png;

/// <summary>The colour types of a PNG file, with their codes in IHDR.</summary>
internal enum PngColorType : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}

/// <summary>
/// The validated content of an IHDR chunk.
/// Source: PNG Specification (Third Edition), 11.2.1 IHDR.
/// </summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool Interlaced)
{
    /// <summary>Size of the chunk's body in bytes.</summary>
    public const int Size = 13;

    /// <summary>Largest accepted width and height in pixels.</summary>
    public const int MaxSide = 16384;

    /// <summary>One sample a pixel: grey, or an index into the palette.</summary>
    public bool IsSingleSample => ColorType is PngColorType.Grey or PngColorType.Palette;

    /// <summary>Pixels of the image; at most <see cref="MaxSide"/> squared, so it fits an <see cref="int"/>.</summary>
    public int PixelCount => Width * Height;

    /// <summary>Bits of one pixel, all samples together.</summary>
    public int BitsPerPixel => BitDepth * ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GreyAlpha => 2,
        PngColorType.RgbAlpha => 4,
        _ => 1,
    };

    /// <summary>Reads and validates the body of IHDR.</summary>
    /// <exception cref="ImageFormatException">A field is outside the specification or the size limit.</exception>
    public static PngHeader Parse(ReadOnlySpan<byte> body, string file)
    {
        int width = ParseSide(body, "width", file);
        int height = ParseSide(body[4..], "height", file);
        var header = new PngHeader(width, height, body[8], (PngColorType)body[9], body[12] == 1);
        if (!IsAllowed(header.ColorType, header.BitDepth))
            throw new ImageFormatException(file, "a bit depth and colour type that PNG defines", $"bit depth {body[8]} with colour type {body[9]}");
        if (body[10] != 0 || body[11] != 0)
            throw new ImageFormatException(file, "compression method 0 and filter method 0", $"{body[10]} and {body[11]}");
        if (body[12] > 1)
            throw new ImageFormatException(file, "interlace method 0 or 1", $"{body[12]}");
        return header;
    }

    /// <summary>The kind in words, such as <c>8-bit RGB</c>.</summary>
    public string Describe() => $"{BitDepth}-bit " + ColorType switch
    {
        PngColorType.Grey => "grey",
        PngColorType.Rgb => "RGB",
        PngColorType.Palette => "palette",
        PngColorType.GreyAlpha => "grey with alpha",
        _ => "RGB with alpha",
    };

    /// <summary>Bytes of the inflated image data: every row of every pass with its filter byte.</summary>
    public long InflatedSize()
    {
        long size = 0;
        foreach (PngPass pass in PngPass.Of(this))
        {
            int width = pass.WidthOf(Width);
            if (width > 0)
                size += (1L + RowBytes(width)) * pass.HeightOf(Height);
        }

        return size;
    }

    /// <summary>Bytes of a row of <paramref name="width"/> pixels without its filter byte.</summary>
    public int RowBytes(int width) => (int)(((long)width * BitsPerPixel + 7) / 8);

    private static int ParseSide(ReadOnlySpan<byte> bytes, string what, string file)
    {
        uint side = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (side is 0 or > MaxSide)
            throw new ImageFormatException(file, $"a {what} from 1 to {MaxSide}", $"{side}");
        return (int)side;
    }

    private static bool IsAllowed(PngColorType type, int depth) => type switch
    {
        PngColorType.Grey => depth is 1 or 2 or 4 or 8 or 16,
        PngColorType.Palette => depth is 1 or 2 or 4 or 8,
        PngColorType.Rgb or PngColorType.GreyAlpha or PngColorType.RgbAlpha => depth is 8 or 16,
        _ => false,
    };
}
