using System.Text.Json;
using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Cli;

/// <summary>Edits as people save them: with loss, turned by a tag, with a mask beside them.</summary>
internal sealed class SdEditPictureCaseTests
{
    private const string SavedWithLoss = "saved with loss";

    private readonly Imaging.TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void AnEditWithoutLossIsSparseAndSaysNothing()
    {
        using JsonDocument result = Edit("a.png", "b.png");

        AssertEdit(result, minimum: 5.4, maximum: 5.5, "sparse");
        Assert.That(Notices(result), Has.None.Contains(SavedWithLoss));
    }

    [Test]
    public void AnEditSavedWithLossSaysSoAndNamesAThresholdThatMakesItSparse()
    {
        using JsonDocument result = Edit("a.png", "b.jpg");
        AssertEdit(result, minimum: 80, maximum: 84, "dense");
        string notice = Notices(result).Single(text => text.Contains(SavedWithLoss, StringComparison.Ordinal));
        Assert.That(notice, Does.Contain("--edit-threshold").And.Contain("EditThreshold").And.Contain("--mask"));
        string threshold = notice.Split(": ")[^1].Split(' ')[0];

        using JsonDocument sparse = Edit("a.png", "b.jpg", "--edit-threshold", threshold);

        AssertEdit(sparse, minimum: 5.4, maximum: 8, "sparse");
        Assert.That(Notices(sparse), Has.None.Contains(SavedWithLoss));
        using JsonDocument forecast = EditSdEditCommandTests.Json([.. Arguments("a.png", "b.jpg"), "--dry-run"]);
        Assert.That(Notices(forecast), Has.One.Contains(SavedWithLoss));
    }

    /// <summary>What the threshold leaves out keeps the original; inside, the loss of the file is all that differs.</summary>
    [Test]
    public void AThresholdBringsTheResultToThatWithoutLoss()
    {
        using JsonDocument _ = Edit("a.png", "b.png");
        RgbImage expected = RgbImage.Load(Out);
        using JsonDocument all = Edit("a.png", "b.jpg");
        double without = ImageComparison.Between(expected, RgbImage.Load(Out)).Psnr;
        using JsonDocument some = Edit("a.png", "b.jpg", "--edit-threshold", "24");

        Assert.That(ImageComparison.Between(expected, RgbImage.Load(Out)).Psnr, Is.GreaterThan(without + 5));
    }

    [Test]
    public void ATurnedPhotoMeetsItsUprightEdit()
    {
        using JsonDocument result = Edit("a_exif6.jpg", "b_edited_upright.png", "--edit-threshold", "12");

        AssertEdit(result, minimum: 5, maximum: 6, "sparse");
    }

    [Test]
    public void AMaskSaysWhatIsEdited()
    {
        RgbImage original = RgbImage.Load(Find("a.png"));
        RgbImage edited = RgbImage.Load(Find("b.png"));
        byte[] white = [.. Enumerable.Range(0, original.Pixels.Length).Select(i =>
            original.Pixels.Slice(i / 3 * 3, 3).SequenceEqual(edited.Pixels.Slice(i / 3 * 3, 3)) ? (byte)0 : (byte)255)];
        string mask = _folder.PathOf("mask.png");
        new RgbImage(original.Width, original.Height, white).Save(mask);
        using JsonDocument differing = Edit("a.png", "b.png", "--compare-dense");
        byte[] expected = File.ReadAllBytes(Out);

        using JsonDocument masked = Edit("a.png", "b.png", "--mask", mask, "--compare-dense");
        Assert.That(File.ReadAllBytes(Out), Is.EqualTo(expected));
        Assert.That(Psnr(masked), Is.EqualTo(Psnr(differing)));
        using JsonDocument lossy = Edit("a.png", "b.jpg", "--mask", mask);

        AssertEdit(lossy, minimum: 5.4, maximum: 5.5, "sparse");
        Assert.That(Notices(lossy), Has.None.Contains(SavedWithLoss));
        static double Psnr(JsonDocument result) => result.RootElement.GetProperty("edits")[0].GetProperty("dense").GetProperty("psnr_db").GetDouble();
    }

    [Test]
    public void MasksAreAsManyAndAsLargeAsEdits()
    {
        string small = _folder.PathOf("small.png");
        new RgbImage(8, 8, new byte[192]).Save(small);

        CommandRun missing = CommandRun.Of([.. Arguments("a.png", "b.png"), "--edited", Find("b.jpg"), "--mask", small]);
        CommandRun other = CommandRun.Of([.. Arguments("a.png", "b.png"), "--mask", small]);

        Assert.That(missing.ExitCode, Is.EqualTo(2));
        Assert.That(missing.Error, Does.Contain("--mask is expected as often as --edited, 2 times, found 1"));
        Assert.That(other.ExitCode, Is.EqualTo(1));
        Assert.That(other.Error, Does.Contain(small).And.Contain("expected 64x64").And.Contain("found 8x8"));
    }

    [TestCase("--edit-threshold=-1")]
    [TestCase("--edit-threshold=255")]
    [TestCase("--edit-threshold=much")]
    [TestCase("--edit-threshold=NaN")]
    public void AThresholdThatIsNoneIsRefused(string option)
    {
        CommandRun run = CommandRun.Of([.. Arguments("a.png", "b.png"), option]);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("--edit-threshold is expected to be 0 to 254"));
    }

    private string Out => _folder.PathOf("got.png");

    private JsonDocument Edit(string original, string edited, params string[] more) =>
        EditSdEditCommandTests.Json([.. Arguments(original, edited), "--report", .. more]);

    private string[] Arguments(string original, string edited) =>
    [
        "edit", "sdedit", "--weights", GoldenData.Find("ddpm", "weights.pth"), "--original", Find(original), "--edited", Find(edited),
        "--out", Out, "--threads", "2",
    ];

    private static void AssertEdit(JsonDocument result, double minimum, double maximum, string mode)
    {
        JsonElement edit = result.RootElement.GetProperty("edits")[0];
        Assert.That(edit.GetProperty("edit_percent").GetDouble(), Is.InRange(minimum, maximum));
        Assert.That(edit.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("mode").GetString()), Has.All.EqualTo(mode));
    }

    private static string[] Notices(JsonDocument result) =>
        [.. result.RootElement.GetProperty("notices").EnumerateArray().Select(notice => notice.GetString()!)];

    private static string Find(string name) => GoldenData.Find("cases", "sdedit-pictures", name);
}
