using NUnit.Framework;
using Sige.Diffusion;
using Sige.Imaging;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Imaging;

namespace Sige.Tests.Diffusion;

/// <summary>Edits saved with loss are told from edits that change much of a picture, or all of it a little.</summary>
internal sealed class SlightDifferencesTests
{
    private static readonly string[] Scenes = ["original", "move-person"];

    [Test]
    public void AFileSavedWithLossIsRecognised(
        [ValueSource(nameof(Scenes))] string scene, [Values(50, 75, 90, 95)] int quality, [Values("jpg", "webp")] string format, [Values] bool edited)
    {
        RgbImage original = Load(scene);
        RgbImage lossy = SaveAgain(edited ? Paint(original) : original, quality, format);

        string? notice = Describe(original, lossy);

        Assert.That(notice, Does.Contain("saved with loss"));
        double left = double.Parse(notice!.Split("leaves ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(left, Is.LessThan(edited ? 16 : 6), notice);
    }

    [Test]
    public void OtherEditsAreNot([ValueSource(nameof(Scenes))] string scene)
    {
        RgbImage original = Load(scene);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Describe(original, original), Is.Null, "none");
            Assert.That(Describe(original, Paint(original)), Is.Null, "a stroke");
            Assert.That(Describe(original, Map(original, (value, _) => value + 6)), Is.Null, "brighter");
            Assert.That(Describe(original, Map(original, (value, _) => value - 3)), Is.Null, "darker");
            Assert.That(Describe(original, Map(original, (value, _) => 128 + (value - 128) * 11 / 10)), Is.Null, "of more contrast");
            Assert.That(Describe(original, Map(original, (value, at) => at % 3 == 0 ? value + 8 : value)), Is.Null, "tinted");
            Assert.That(Describe(original, Map(original, (value, _) => 255 - value)), Is.Null, "inverted");
            Assert.That(Describe(original, new RgbImage(original.Width, original.Height, new byte[original.Pixels.Length])), Is.Null, "black");
        }
    }

    private static string? Describe(RgbImage original, RgbImage edited)
    {
        (float[] left, float[] right) = (PixelValues.FromBytes(original.Pixels), PixelValues.FromBytes(edited.Pixels));
        var changed = new byte[left.Length / 3];
        PixelDifferences.Mark(left, right, 0.01f, changed);
        return SlightDifferences.Describe(left, right, changed);
    }

    private static RgbImage Load(string scene) => RgbImage.Load(GoldenData.Find("demo", $"{scene}.reference.png"));

    private static RgbImage SaveAgain(RgbImage picture, int quality, string format)
    {
        using var folder = new TemporaryFolder();
        picture.Save(folder.PathOf($"again.{format}"), quality);
        return RgbImage.Load(folder.PathOf($"again.{format}"));
    }

    private static RgbImage Map(RgbImage picture, Func<int, int, int> change) =>
        new(picture.Width, picture.Height, [.. picture.Pixels.ToArray().Select((value, at) => (byte)Math.Clamp(change(value, at), 0, 255))]);

    /// <summary>A red rectangle over a tenth of the picture.</summary>
    private static RgbImage Paint(RgbImage picture) => Map(picture, (value, at) =>
    {
        (int x, int y) = (at / 3 % picture.Width, at / 3 / picture.Width);
        bool inside = x >= picture.Width / 4 && x < picture.Width * 9 / 20 && y >= picture.Height / 4 && y < picture.Height * 3 / 4;
        return inside ? at % 3 == 0 ? 250 : 20 : value;
    });
}
