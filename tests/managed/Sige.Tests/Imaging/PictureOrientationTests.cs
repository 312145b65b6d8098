using NUnit.Framework;
using Sige.Imaging;
using SkiaSharp;

namespace Sige.Tests.Imaging;

/// <summary>Pictures are read as they are to be seen: turned by their tag, and in sRGB.</summary>
internal sealed class PictureOrientationTests
{
    private const int Width = 24;
    private const int Height = 16;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void EachOrientationIsApplied(
        [Range(1, 8)] int orientation, [Values("jpg", "png", "webp")] string format, [Values] bool bigEndian)
    {
        RgbImage stored = RgbImage.Load(_folder.Write($"stored.{format}", Encode(format)));
        byte[] tagged = Tag(Encode(format), format, ExifData.Orientation(orientation, bigEndian));

        RgbImage read = RgbImage.Load(_folder.Write($"tagged.{format}", tagged));

        (int width, int height) = orientation >= 5 ? (Height, Width) : (Width, Height);
        Assert.That((read.Width, read.Height), Is.EqualTo((width, height)));
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                (int x, int y) = Shown(orientation, column, row);
                Assert.That(
                    read.Pixels.Slice((y * width + x) * 3, 3).ToArray(),
                    Is.EqualTo(stored.Pixels.Slice((row * Width + column) * 3, 3).ToArray()), $"x {column}, y {row}");
            }
        }
    }

    [Test]
    public void ExifDataOfWebpMayBeginAsInJpeg()
    {
        byte[] tagged = Tag(Encode("webp"), "webp", [.. "Exif\0\0"u8, .. ExifData.Orientation(6, bigEndian: false)]);
        Assert.That(RgbImage.Load(_folder.Write("tagged.webp", tagged)).Width, Is.EqualTo(Height));
    }

    [TestCase(0)]
    [TestCase(9)]
    public void AnOrientationThatIsNoneIsPassedOver(int orientation)
    {
        foreach (string format in (string[])["jpg", "png", "webp"])
        {
            byte[] tagged = Tag(Encode(format), format, ExifData.Orientation(orientation, bigEndian: true));
            Assert.That(RgbImage.Load(_folder.Write($"tagged.{format}", tagged)).Width, Is.EqualTo(Width), format);
        }
    }

    [Test]
    public void DamagedExifDataDoesNoHarm()
    {
        byte[] exif = ExifData.Orientation(6, bigEndian: true);
        byte[] png = Encode("png");
        var random = new Random(3);
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = exif[..random.Next(exif.Length + 1)];
            if (damaged.Length > 0)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.That(RgbImage.Load(_folder.Write("damaged.png", Tag(png, "png", damaged))).Width, Is.EqualTo(Width).Or.EqualTo(Height));
        }
    }

    /// <summary>A translucent pixel is named where a viewer shows it.</summary>
    [Test]
    public void ATranslucentPixelIsNamedWhereItIsSeen()
    {
        int[] samples = [.. Enumerable.Range(0, Width * Height * 4).Select(i => i % 4 == 3 && i / 4 != 2 * Width + 5 ? 255 : 9)];
        byte[] png = new PngTestFile(Width, Height, 8, 6) { Samples = samples, Extra = [("eXIf", ExifData.Orientation(6, true))] }.Encode();
        Assert.That(
            () => RgbImage.LoadOpaque(_folder.Write("clear.png", png)),
            Throws.TypeOf<ImageFormatException>().With.Message.Contains($"x {Height - 1 - 2}, y 5"));
    }

    [TestCase("png")]
    [TestCase("webp")]
    public void ColoursOfAnotherSpaceBecomeSrgb(string format)
    {
        using SKColorSpace wide = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.Srgb, SKColorSpaceXyz.DisplayP3);
        using var bitmap = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque, wide));
        byte[] colour = [200, 140, 120, 255];
        colour.CopyTo(bitmap.GetPixelSpan());
        string path = _folder.Write($"wide.{format}", Encode(bitmap, format));

        byte[] read = RgbImage.Load(path).Pixels.ToArray();

        // Display P3 to sRGB, both with sRGB's curve: (200, 140, 120) is a red that sRGB writes as (212, 138, 117).
        Assert.That(read[0], Is.EqualTo(212).Within(2));
        Assert.That(read[1], Is.EqualTo(138).Within(2));
        Assert.That(read[2], Is.EqualTo(117).Within(2));
    }

    [Test]
    public void AGammaChunkAloneChangesNothing()
    {
        var file = new PngTestFile(16, 16, 8, 2) { Samples = [.. Enumerable.Range(0, 768).Select(i => i % 256)] };
        string path = _folder.Write("gamma.png", (file with { Extra = [("gAMA", [0, 0, 0xB1, 0x8F])] }).Encode());
        Assert.That(RgbImage.Load(path).Pixels.ToArray(), Is.EqualTo(file.Samples));
    }

    /// <summary>Where a stored pixel is shown, from the sentences of the standard: where its row 0 and its column 0 are seen.</summary>
    private static (int X, int Y) Shown(int orientation, int column, int row) => orientation switch
    {
        1 => (column, row),
        2 => (Width - 1 - column, row),
        3 => (Width - 1 - column, Height - 1 - row),
        4 => (column, Height - 1 - row),
        5 => (row, column),
        6 => (Height - 1 - row, column),
        7 => (Height - 1 - row, Width - 1 - column),
        _ => (row, Width - 1 - column),
    };

    private static byte[] Encode(string format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> pixels = bitmap.GetPixelSpan();
        new Random(2).NextBytes(pixels);
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = byte.MaxValue;
        return Encode(bitmap, format);
    }

    private static byte[] Encode(SKBitmap bitmap, string format)
    {
        if (format == "webp")
        {
            using SKPixmap? pixels = bitmap.PeekPixels();
            using SKData? lossless = pixels!.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50));
            return lossless!.ToArray();
        }

        using SKData data = bitmap.Encode(format == "png" ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    private static byte[] Tag(byte[] file, string format, byte[] exif) => format switch
    {
        "jpg" => ExifData.InJpeg(file, exif),
        "png" => ExifData.InPng(file, exif),
        _ => ExifData.InWebp(file, exif, Width, Height),
    };
}
