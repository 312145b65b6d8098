namespace Sige.Imaging;

/// <summary>The part of a picture that a network is given, with sides that it takes, and the way back.</summary>
/// <param name="SourceWidth">Pixels in a row of the picture.</param>
/// <param name="SourceHeight">Its rows.</param>
/// <param name="X">The first column of the frame.</param>
/// <param name="Y">The first row of the frame.</param>
/// <param name="Width">Pixels in a row of the frame, which may go beyond the picture.</param>
/// <param name="Height">Rows of the frame, which may go beyond the picture.</param>
public sealed record PictureFrame(int SourceWidth, int SourceHeight, int X, int Y, int Width, int Height)
{
    /// <summary>Frames a picture.</summary>
    /// <param name="width">Pixels in a row of the picture.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="multiple">What the frame's sides must be multiples of.</param>
    /// <param name="fit">How to get there; without effect on a picture that fits.</param>
    /// <exception cref="ArgumentException">The picture is smaller than what it is to be cropped to.</exception>
    public static PictureFrame Around(int width, int height, int multiple, PictureFit fit)
    {
        if (fit == PictureFit.Pad)
            return new PictureFrame(width, height, 0, 0, Up(width, multiple), Up(height, multiple));
        (int w, int h) = (width / multiple * multiple, height / multiple * multiple);
        if (w == 0 || h == 0)
            throw new ArgumentException($"A picture to crop is expected to have {multiple}x{multiple} pixels or more, but has {width}x{height}.");
        return new PictureFrame(width, height, (width - w) / 2, (height - h) / 2, w, h);
    }

    /// <summary>What the frame shows of a picture, its last column and row repeated where it goes beyond.</summary>
    /// <param name="source">A picture of the source's size.</param>
    /// <exception cref="ArgumentException">It has another size.</exception>
    public RgbImage Take(RgbImage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ImageSize.CheckSame(SourceWidth, SourceHeight, source.Width, source.Height, nameof(source));
        var pixels = new byte[Width * Height * RgbImage.Channels];
        for (int i = 0; i < Width * Height; i++)
        {
            int pixel = SourceIndex(i / Width, i % Width);
            source.Pixels.Slice(pixel * RgbImage.Channels, RgbImage.Channels).CopyTo(pixels.AsSpan(i * RgbImage.Channels));
        }

        return new RgbImage(Width, Height, pixels);
    }

    /// <summary>What the frame shows of a mask; nothing where it goes beyond the picture.</summary>
    /// <param name="mask">[H, W] of the source.</param>
    /// <returns>[H, W] of the frame.</returns>
    /// <exception cref="ArgumentException">The mask has another size, or marks a pixel outside the frame.</exception>
    public byte[] TakeMask(ReadOnlySpan<byte> mask)
    {
        if (mask.Length != SourceWidth * SourceHeight)
            throw new ArgumentException($"Expected a mask of {SourceWidth}x{SourceHeight} pixels, found {mask.Length} bytes.", nameof(mask));
        var framed = new byte[Width * Height];
        for (int pixel = mask.IndexOfAnyExcept((byte)0); pixel >= 0; pixel = Next(mask, pixel + 1))
        {
            (int y, int x) = (pixel / SourceWidth - Y, pixel % SourceWidth - X);
            if (y < 0 || y >= Height || x < 0 || x >= Width)
                throw new ArgumentException($"The mask marks the pixel at x {x + X}, y {y + Y}, which the crop to x {X} to {X + Width - 1}, y {Y} to {Y + Height - 1} leaves out: pad the picture, or cut it yourself.", nameof(mask));
            framed[y * Width + x] = mask[pixel];
        }

        return framed;
    }

    /// <summary>Puts what became of the frame's part back into the picture.</summary>
    /// <param name="source">A picture of the source's size.</param>
    /// <param name="framed">A picture of the frame's size.</param>
    /// <exception cref="ArgumentException">A size differs.</exception>
    public RgbImage PutBack(RgbImage source, RgbImage framed)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(framed);
        ImageSize.CheckSame(SourceWidth, SourceHeight, source.Width, source.Height, nameof(source));
        ImageSize.CheckSame(Width, Height, framed.Width, framed.Height, nameof(framed));
        byte[] pixels = source.Pixels.ToArray();
        int rows = Math.Min(Height, SourceHeight - Y), row = Math.Min(Width, SourceWidth - X) * RgbImage.Channels;
        for (int y = 0; y < rows; y++)
            framed.Pixels.Slice(y * Width * RgbImage.Channels, row).CopyTo(pixels.AsSpan(((Y + y) * SourceWidth + X) * RgbImage.Channels));
        return new RgbImage(SourceWidth, SourceHeight, pixels);
    }

    private static int Next(ReadOnlySpan<byte> mask, int from)
    {
        int next = mask[from..].IndexOfAnyExcept((byte)0);
        return next < 0 ? next : from + next;
    }

    private static int Up(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    private int SourceIndex(int y, int x) => Math.Min(Y + y, SourceHeight - 1) * SourceWidth + Math.Min(X + x, SourceWidth - 1);
}
