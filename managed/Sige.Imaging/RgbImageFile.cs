using System.Runtime.InteropServices;
using SkiaSharp;

namespace Sige.Imaging;

/// <summary>Reads and writes <see cref="RgbImage"/> files through Skia.</summary>
internal static class RgbImageFile
{
    // 256 MB as RGBA: Skia decodes the whole picture at once, whatever the file's size.
    private const int MaxPixels = 1 << 26;

    /// <summary>Decodes a PNG, JPEG or WebP file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mustBeOpaque">Whether a pixel that is not opaque is a fault; else alpha is dropped.</param>
    public static RgbImage Read(string path, bool mustBeOpaque = false)
    {
        using SKData data = SKData.CreateCopy(ImageSource.ReadAll(path));
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null)
            throw new ImageFormatException(path, "a PNG, JPEG or WebP file", "another kind or a damaged header");
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            throw new ImageFormatException(path, "a PNG, JPEG or WebP file", $"a {codec.EncodedFormat} file");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || width > ImageSize.MaxSide || height > ImageSize.MaxSide || (long)width * height > MaxPixels)
            throw new ImageFormatException(path, $"at most {ImageSize.MaxSide} pixels a side and {MaxPixels} in all", $"{width} x {height}");
        PictureMetadata metadata = PictureMetadata.Of(codec, data.AsSpan());
        using SKColorSpace? colours = metadata.HasColourProfile ? SKColorSpace.CreateSrgb() : null;
        using var stored = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colours));
        SKCodecResult result = codec.GetPixels(stored.Info, stored.GetPixels());
        if (result != SKCodecResult.Success)
            throw new ImageFormatException(path, "a complete picture", $"a damaged one ({result})");
        using SKBitmap bitmap = Turn(stored, metadata.Orientation);
        if (mustBeOpaque && codec.Info.AlphaType != SKAlphaType.Opaque)
            CheckOpaque(path, bitmap.GetPixelSpan(), bitmap.Width);
        return RgbImage.FromBitmap(bitmap);
    }

    /// <summary>Encodes in memory first, so that a failure leaves no half file.</summary>
    public static void Write(RgbImage image, string path, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using SKData encoded = Encode(image, FormatOf(path), quality, path);
        using FileStream file = File.Create(path);
        encoded.SaveTo(file);
    }

    /// <summary>Encodes as PNG.</summary>
    public static byte[] EncodePng(RgbImage image)
    {
        using SKData encoded = Encode(image, SKEncodedImageFormat.Png, 100, "PNG");
        return encoded.ToArray();
    }

    private static SKData Encode(RgbImage image, SKEncodedImageFormat format, int quality, string name)
    {
        using SKBitmap bitmap = image.ToBitmap();
        return bitmap.Encode(format, quality)
            ?? throw new IOException($"{name}: Skia could not encode {image.Width} x {image.Height} pixels as {format}.");
    }

    /// <summary>Brings pixels into the order in which they are shown; gives the same bitmap where that is as stored.</summary>
    private static SKBitmap Turn(SKBitmap stored, ExifOrientation orientation)
    {
        if (orientation == ExifOrientation.Upright)
            return stored;
        bool exchanges = orientation >= ExifOrientation.Transposed;
        bool fromRight = orientation is ExifOrientation.MirroredHorizontally or ExifOrientation.UpsideDown
            or ExifOrientation.Transversed or ExifOrientation.TurnCounterclockwise;
        bool fromBottom = orientation is ExifOrientation.UpsideDown or ExifOrientation.MirroredVertically
            or ExifOrientation.TurnClockwise or ExifOrientation.Transversed;
        (int width, int height) = exchanges ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
        var turned = new SKBitmap(stored.Info.WithSize(width, height));
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(stored.GetPixelSpan());
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(turned.GetPixelSpan());
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int column, int row) = exchanges ? (y, x) : (x, y);
                column = fromRight ? stored.Width - 1 - column : column;
                row = fromBottom ? stored.Height - 1 - row : row;
                target[y * width + x] = source[row * stored.Width + column];
            }
        }

        return turned;
    }

    private static void CheckOpaque(string path, ReadOnlySpan<byte> rgba, int width)
    {
        for (int i = 3; i < rgba.Length; i += 4)
        {
            if (rgba[i] != byte.MaxValue)
                throw new ImageFormatException(path, "opaque pixels (flatten the picture onto a background)", $"alpha {rgba[i]} of 255 at x {i / 4 % width}, y {i / 4 / width}");
        }
    }

    private static SKEncodedImageFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => SKEncodedImageFormat.Png,
        ".JPG" or ".JPEG" => SKEncodedImageFormat.Jpeg,
        ".WEBP" => SKEncodedImageFormat.Webp,
        string other => throw new ArgumentException($"Expected a path that ends in .png, .jpg, .jpeg or .webp, got \"{other}\".", nameof(path)),
    };
}
