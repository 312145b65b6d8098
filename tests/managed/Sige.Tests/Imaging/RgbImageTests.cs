using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>Pictures, their files, and the figures that compare them.</summary>
[TestFixture]
internal sealed class RgbImageTests
{
    [Test]
    public void A_png_file_is_exact()
    {
        using var folder = new TemporaryFolder();
        RgbImage image = Noise(37, 21);
        image.Save(folder.PathOf("picture.png"));
        RgbImage read = RgbImage.Load(folder.PathOf("picture.png"));
        Assert.That((read.Width, read.Height), Is.EqualTo((37, 21)));
        Assert.That(read.Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    [TestCase("picture.jpg")]
    [TestCase("picture.jpeg")]
    [TestCase("picture.webp")]
    public void A_lossy_file_is_near(string name)
    {
        using var folder = new TemporaryFolder();
        RgbImage image = Gradient(64, 48);
        image.Save(folder.PathOf(name));
        Assert.That(ImageComparison.Between(image, RgbImage.Load(folder.PathOf(name))).Psnr, Is.InRange(35, 80));
    }

    [Test]
    public void A_path_without_a_known_extension_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => Noise(2, 2).Save(folder.PathOf("picture.gif")), Throws.ArgumentException);
        Assert.That(File.Exists(folder.PathOf("picture.gif")), Is.False);
    }

    /// <summary>Bit depth, colour type: grey, RGB, grey with alpha, RGB with alpha.</summary>
    [TestCase(8, 0)]
    [TestCase(16, 0)]
    [TestCase(16, 2)]
    [TestCase(8, 4)]
    [TestCase(16, 4)]
    [TestCase(8, 6)]
    [TestCase(16, 6)]
    public void Every_kind_of_png_becomes_8_bit_rgb_if_it_is_opaque(int depth, int colorType)
    {
        int most = (1 << depth) - 1;
        int[] grey = [.. Enumerable.Range(0, 12).Select(i => i * most / 11)];
        using var folder = new TemporaryFolder();
        string path = folder.Write("picture.png", Png(depth, colorType, grey, alpha: most));

        RgbImage image = RgbImage.LoadOpaque(path);

        Assert.That((image.Width, image.Height), Is.EqualTo((4, 3)));
        for (int i = 0; i < 36; i++)
            Assert.That(image.Pixels[i], Is.EqualTo(grey[i / 3] >> (depth - 8)), $"value {i}");
    }

    [TestCase(8, 4)]
    [TestCase(16, 4)]
    [TestCase(8, 6)]
    [TestCase(16, 6)]
    public void A_translucent_pixel_is_refused_where_pictures_must_be_opaque(int depth, int colorType)
    {
        int most = (1 << depth) - 1;
        using var folder = new TemporaryFolder();
        string path = folder.Write("picture.png", Png(depth, colorType, new int[12], most, (6, most / 2)));

        Assert.That(() => RgbImage.LoadOpaque(path), Throws.TypeOf<ImageFormatException>()
            .With.Message.StartsWith($"{path}: expected opaque pixels").And.Message.Contains("of 255 at x 2, y 1"));
        Assert.That(RgbImage.Load(path).Width, Is.EqualTo(4));
    }

    [Test]
    public void A_file_that_ends_early_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("picture.png");
        Noise(37, 21).Save(path);
        byte[] whole = File.ReadAllBytes(path);
        for (int tenths = 0; tenths < 10; tenths++)
        {
            File.WriteAllBytes(path, whole[..(whole.Length * tenths / 10)]);
            Assert.That(() => RgbImage.LoadOpaque(path), Throws.TypeOf<ImageFormatException>(), $"{tenths} tenths");
        }
    }

    [Test]
    public void A_part_is_cut_out()
    {
        RgbImage image = Noise(9, 7);
        RgbImage part = image.Crop(2, 3, 5, 4);
        Assert.That((part.Width, part.Height), Is.EqualTo((5, 4)));
        for (int y = 0; y < 4; y++)
            Assert.That(part.Pixels.Slice(y * 15, 15).ToArray(), Is.EqualTo(image.Pixels.Slice(((y + 3) * 9 + 2) * 3, 15).ToArray()));
        Assert.That(() => image.Crop(5, 0, 5, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => image.Crop(0, 0, 1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Squares_become_their_mean()
    {
        var image = new RgbImage(5, 2, [0, 1, 2, 4, 5, 6, 9, 9, 9, 9, 9, 9, 7, 7, 7, 1, 1, 1, 0, 0, 0, 9, 9, 9, 10, 10, 10, 7, 7, 7]);
        RgbImage small = image.Shrink(2);
        Assert.That((small.Width, small.Height), Is.EqualTo((2, 1)));
        Assert.That(small.Pixels.ToArray(), Is.EqualTo(new byte[] { 1, 2, 2, 9, 9, 9 }));
        Assert.That(() => image.Shrink(3), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Another_kind_of_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("picture.png", "not a picture"u8.ToArray());
        Assert.That(() => RgbImage.Load(path), Throws.TypeOf<ImageFormatException>().With.Message.StartsWith($"{path}: expected a PNG, JPEG or WebP file"));
    }

    [Test]
    public void A_generators_output_is_rounded_and_clamped()
    {
        float[] output = [-1, 1, 0, -1.5f, 2, float.NaN, -1 + 0.9f / 127.5f, float.PositiveInfinity, float.NegativeInfinity];
        RgbImage image = RgbImage.FromGenerator(output, height: 1, width: 3);
        Assert.That(image.Pixels.ToArray(), Is.EqualTo(new byte[] { 0, 255, 128, 0, 255, 0, 1, 255, 0 }));
    }

    [Test]
    public void Every_byte_survives_the_way_to_the_generators_range_and_back()
    {
        var image = new RgbImage(16, 16, [.. Enumerable.Range(0, 768).Select(i => (byte)i)]);
        float[] values = image.ToGenerator();
        Assert.That(values.Min(), Is.EqualTo(-1f));
        Assert.That(values.Max(), Is.EqualTo(1f));
        Assert.That(RgbImage.FromGenerator(values, 16, 16).Pixels.ToArray(), Is.EqualTo(image.Pixels.ToArray()));
    }

    [Test]
    public void A_wrong_number_of_values_is_refused() =>
        Assert.That(() => RgbImage.FromGenerator(new float[11], 2, 2), Throws.ArgumentException.With.Message.Contains("need 12 values, got 11"));

    [Test]
    public void Comparison_figures_are_those_of_the_definition()
    {
        var a = new RgbImage(2, 1, [10, 20, 30, 40, 50, 60]);
        var b = new RgbImage(2, 1, [10, 20, 30, 40, 50, 72]);
        ImageComparison comparison = ImageComparison.Between(a, b);
        Assert.That(comparison.MaxAbsoluteDifference, Is.EqualTo(12));
        Assert.That(comparison.RootMeanSquareError, Is.EqualTo(Math.Sqrt(24)).Within(1e-12));
        Assert.That(comparison.Psnr, Is.EqualTo(10 * Math.Log10(255.0 * 255 / 24)).Within(1e-9));
        Assert.That(ImageComparison.Between(a, a).Psnr, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Outputs_are_compared_over_a_range_of_two()
    {
        ImageComparison comparison = ImageComparison.Between([0f, 0.5f, -1f, 1f], [0f, 0.5f, -1f, 0.8f]);
        Assert.That(comparison.MaxAbsoluteDifference, Is.EqualTo(0.2).Within(1e-7));
        Assert.That(comparison.RootMeanSquareError, Is.EqualTo(0.1).Within(1e-7));
        Assert.That(comparison.Psnr, Is.EqualTo(20 * Math.Log10(20)).Within(1e-5));
        Assert.That(ImageComparison.Between([float.NaN], [0f]).Psnr, Is.NaN);
        Assert.That(() => ImageComparison.Between([1f], [1f, 2f]), Throws.ArgumentException);
    }

    internal static RgbImage Gradient(int width, int height) =>
        new(width, height, [.. Enumerable.Range(0, width * height).SelectMany(i =>
            new[] { (byte)(i % width * 255 / width), (byte)(i / width * 255 / height), (byte)90 })]);

    /// <summary>A picture of 4x3 grey pixels, each with the given alpha but for one.</summary>
    private static byte[] Png(int depth, int colorType, int[] grey, int alpha, (int Pixel, int Alpha)? other = null)
    {
        int colours = colorType is 2 or 6 ? 3 : 1;
        IEnumerable<int> Pixel(int i) => Enumerable.Repeat(grey[i], colours)
            .Concat(colorType is 4 or 6 ? [other?.Pixel == i ? other.Value.Alpha : alpha] : []);
        return new PngTestFile(4, 3, depth, colorType) { Samples = [.. Enumerable.Range(0, 12).SelectMany(Pixel)] }.Encode();
    }

    private static RgbImage Noise(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        new Random(5).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
