using Sige.Tensors;
using SkiaSharp;

namespace Sige.Imaging;

/// <summary>A picture of 8-bit RGB pixels without alpha, in sRGB.</summary>
public sealed class RgbImage
{
    /// <summary>Values of a pixel.</summary>
    public const int Channels = 3;

    private const int LeastWhite = 128;

    private readonly byte[] _pixels;

    /// <summary>Creates a picture from a copy of <paramref name="pixels"/>.</summary>
    /// <param name="width">Pixels in a row, 1 to 16384.</param>
    /// <param name="height">Rows, 1 to 16384.</param>
    /// <param name="pixels">Red, green and blue of each pixel, [H, W, 3], row-major.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside 1 to 16384.</exception>
    /// <exception cref="ArgumentException">The number of values is not width x height x 3.</exception>
    public RgbImage(int width, int height, ReadOnlySpan<byte> pixels)
        : this(pixels.ToArray(), width, height)
    {
    }

    private RgbImage(byte[] pixels, int width, int height)
    {
        ImageSize.Check(width, height, Channels, pixels.Length);
        Width = width;
        Height = height;
        _pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green and blue of each pixel, [H, W, 3], row-major.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>
    /// Reads a PNG, JPEG or WebP file as it is to be seen: an orientation tag (Exif) is applied, and colours with an embedded ICC profile become
    /// sRGB. Alpha is dropped without blending, and 16-bit channels keep their upper 8 bits.
    /// </summary>
    /// <param name="path">The file or a pipe, at most 64 million pixels.</param>
    /// <exception cref="ImageFormatException">The file is damaged, incomplete, too large or of another kind.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RgbImage Load(string path) => RgbImageFile.Read(path);

    /// <summary>
    /// Reads a file as <see cref="Load"/> does, but refuses one with a pixel that is not opaque: what lies under it is not defined. An
    /// alpha channel that is opaque everywhere is dropped.
    /// </summary>
    /// <param name="path">The file or a pipe, at most 64 million pixels.</param>
    /// <exception cref="ImageFormatException">A pixel is translucent, or the file is none that <see cref="Load"/> reads.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RgbImage LoadOpaque(string path) => RgbImageFile.Read(path, mustBeOpaque: true);

    /// <summary>Writes a PNG (exact), JPEG or WebP (both lossy) file; the extension of the path says which.</summary>
    /// <param name="path">The file; its extension is .png, .jpg, .jpeg or .webp.</param>
    /// <param name="quality">Quality of the lossy formats, 1 to 100.</param>
    /// <exception cref="ArgumentException">The extension is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The quality is outside 1 to 100.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, int quality = 95) => RgbImageFile.Write(this, path, quality);

    /// <summary>Encodes as a PNG file (exact).</summary>
    public byte[] ToPng() => RgbImageFile.EncodePng(this);

    /// <summary>
    /// Makes a picture of a network's output: (v + 1) / 2 x 255 to the nearest integer, as <see cref="PixelValues.ToBytes"/> has it.
    /// A value that is not a number becomes 0.
    /// </summary>
    /// <param name="output">float32, [1, H, W, 3], nominally in [-1, 1].</param>
    /// <param name="height">Rows, 1 to 16384.</param>
    /// <param name="width">Pixels in a row, 1 to 16384.</param>
    /// <exception cref="ArgumentException">The number of values is not height x width x 3.</exception>
    public static RgbImage FromGenerator(ReadOnlySpan<float> output, int height, int width)
    {
        ImageSize.Check(width, height, Channels, output.Length);
        var pixels = new byte[output.Length];
        PixelValues.ToBytes(output, pixels);
        return Adopt(width, height, pixels);
    }

    /// <summary>
    /// The reverse of <see cref="FromGenerator"/>: v / 255 x 2 - 1. Making a picture of the result gives this one back.
    /// </summary>
    /// <returns>float32, [1, H, W, 3], in [-1, 1].</returns>
    public float[] ToGenerator() => PixelValues.FromBytes(_pixels);

    /// <summary>The picture as a mask: the pixels in which any channel is at least 128.</summary>
    /// <returns>[H, W], 0 or 1.</returns>
    public byte[] ToMask()
    {
        var mask = new byte[Width * Height];
        for (int i = 0; i < _pixels.Length; i++)
            mask[i / Channels] |= _pixels[i] >= LeastWhite ? (byte)1 : (byte)0;
        return mask;
    }

    /// <summary>Cuts a part out.</summary>
    /// <param name="x">First column.</param>
    /// <param name="y">First row.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the picture.</exception>
    public RgbImage Crop(int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - y);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var pixels = new byte[width * height * Channels];
        for (int row = 0; row < height; row++)
            _pixels.AsSpan(((y + row) * Width + x) * Channels, width * Channels).CopyTo(pixels.AsSpan(row * width * Channels));
        return Adopt(width, height, pixels);
    }

    /// <summary>Makes each square of pixels one pixel, their mean; what does not fill a square is dropped.</summary>
    /// <param name="factor">Side of the squares, at least 1 and at most the smaller side.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of range.</exception>
    public RgbImage Shrink(int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, Math.Min(Width, Height));
        (int width, int height) = (Width / factor, Height / factor);
        var pixels = new byte[width * height * Channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int pixel, int channel) = (i / Channels, i % Channels);
            pixels[i] = Mean(pixel % width * factor, pixel / width * factor, channel, factor);
        }

        return Adopt(width, height, pixels);
    }

    /// <summary>Makes a picture that owns <paramref name="pixels"/>, without a copy.</summary>
    internal static RgbImage Adopt(int width, int height, byte[] pixels) => new(pixels, width, height);

    /// <summary>Copies into a Skia bitmap of opaque RGBA; the caller disposes of it.</summary>
    internal SKBitmap ToBitmap()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int i = 0, j = 0; i < _pixels.Length; i += Channels, j += 4)
        {
            _pixels.AsSpan(i, Channels).CopyTo(target[j..]);
            target[j + Channels] = byte.MaxValue;
        }

        return bitmap;
    }

    /// <summary>Copies from a Skia bitmap of RGBA, dropping alpha.</summary>
    internal static RgbImage FromBitmap(SKBitmap bitmap)
    {
        ReadOnlySpan<byte> source = bitmap.GetPixelSpan();
        var pixels = new byte[bitmap.Width * bitmap.Height * Channels];
        for (int i = 0, j = 0; i < pixels.Length; i += Channels, j += 4)
            source.Slice(j, Channels).CopyTo(pixels.AsSpan(i));
        return Adopt(bitmap.Width, bitmap.Height, pixels);
    }

    private byte Mean(int left, int top, int channel, int factor)
    {
        long sum = 0;
        for (int y = top; y < top + factor; y++)
            for (int x = left; x < left + factor; x++)
                sum += _pixels[(y * Width + x) * Channels + channel];
        long count = (long)factor * factor;
        return (byte)((sum + count / 2) / count);
    }
}
