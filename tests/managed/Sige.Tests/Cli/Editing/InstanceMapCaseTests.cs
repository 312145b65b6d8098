using NUnit.Framework;
using Sige.Imaging;
using Sige.Tests.Imaging;

namespace Sige.Tests.Cli;

/// <summary>Instance maps in every kind of PNG give the picture that grey ones give.</summary>
internal sealed class InstanceMapCaseTests
{
    private static readonly InstanceMap Edited = InstanceMap.Load(Find("inst_grey_b.png"));

    private readonly Imaging.TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    /// <summary>Ids are numbered from 0 on to fit the bits; the picture depends on where they change alone.</summary>
    [TestCase(8, 0)]
    [TestCase(16, 0)]
    [TestCase(8, 3)]
    [TestCase(4, 0)]
    [TestCase(4, 3)]
    [TestCase(2, 0)]
    [TestCase(2, 3)]
    public void GiveThePicture(int bitDepth, int colorType)
    {
        string edited = Convert("inst_grey_b.png", bitDepth, colorType);

        ImageComparison found = ImageComparison.Between(RgbImage.Load(Find("expected_b.png")), Paint(edited, edited));

        Assert.That(found.MaxAbsoluteDifference, Is.LessThanOrEqualTo(1), "instruction sets round differently");
    }

    [Test]
    public void MayBeOfDifferentKinds()
    {
        string original = Find("inst_grey_a.png");
        RgbImage expected = Paint(original, Find("inst_grey_b.png"));
        Assert.That(Paint(original, Convert("inst_grey_b.png", 8, 3)).Pixels.ToArray(), Is.EqualTo(expected.Pixels.ToArray()));
    }

    [Test]
    public void OfColoursAreRefusedInOneLine()
    {
        string colours = _folder.PathOf("colours.png");
        new RgbImage(Edited.Width, Edited.Height, new byte[3 * Edited.Ids.Length]).Save(colours);

        CommandRun run = CommandRun.Of(Arguments(Find("inst_grey_a.png"), colours));

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.ErrorLines[0], Does.StartWith($"sige: {colours}: expected grey or palette of instance ids, found 8-bit RGB").And.Contain("panoptic"));
    }

    private RgbImage Paint(string instances, string editedInstances)
    {
        CommandRun run = CommandRun.Of(Arguments(instances, editedInstances));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return RgbImage.Load(_folder.PathOf("got.png"));
    }

    private string[] Arguments(string instances, string editedInstances) =>
    [
        "edit", "gaugan", "--weights", Find("weights.pth"), "--labels", Find("b.png"), "--edited-labels", Find("b.png"),
        "--instances", instances, "--edited-instances", editedInstances, "--out", _folder.PathOf("got.png"), "--threads", "2",
    ];

    private string Convert(string name, int bitDepth, int colorType)
    {
        InstanceMap map = InstanceMap.Load(Find(name));
        ushort[] ids = [.. map.Ids.ToArray().Distinct().Order()];
        var file = new PngTestFile(map.Width, map.Height, bitDepth, colorType)
        {
            Samples = [.. map.Ids.ToArray().Select(id => bitDepth < 8 ? Array.IndexOf(ids, id) : id)],
            PaletteSize = colorType == 3 ? 1 << bitDepth : 0,
        };
        return _folder.Write($"{bitDepth}-{colorType}-{name}", file.Encode());
    }

    private static string Find(string name) => GoldenData.Find("cases", "png-maps", name);
}
