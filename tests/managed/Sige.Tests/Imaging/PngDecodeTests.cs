using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>Stored samples come back exactly, whatever the file's depth, filters, interlace and chunking.</summary>
[TestFixture]
internal sealed class PngDecodeTests
{
    private static readonly int[] Sides = [1, 2, 3, 5, 7, 8, 9, 33];

    [Test]
    public void Samples_of_every_kind_come_back_exactly(
        [Values(1, 2, 4, 8, 16)] int bitDepth, [Values] bool palette, [Values] bool interlaced)
    {
        if (palette && bitDepth == 16)
            bitDepth = 8;
        using var folder = new TemporaryFolder();
        var random = new Random(bitDepth);
        foreach (int width in Sides)
        {
            foreach (int height in Sides)
            {
                PngTestFile file = Make(random, width, height, bitDepth, palette) with { Interlaced = interlaced, DataChunkSize = 11 };
                string path = folder.Write("map.png", file.Encode());
                Assert.That(ReadIds(path, bitDepth), Is.EqualTo(file.Samples), $"{width} x {height}");
            }
        }
    }

    [Test]
    public void Each_filter_is_undone([Values(0, 1, 2, 3, 4)] int filter, [Values(4, 8, 16)] int bitDepth)
    {
        using var folder = new TemporaryFolder();
        PngTestFile file = Make(new Random(filter), 17, 13, bitDepth, palette: false) with { Filter = _ => filter };
        string path = folder.Write("map.png", file.Encode());
        Assert.That(ReadIds(path, bitDepth), Is.EqualTo(file.Samples));
    }

    [Test]
    public void Palette_colours_do_not_matter_and_neither_do_ancillary_chunks()
    {
        using var folder = new TemporaryFolder();
        PngTestFile file = Make(new Random(1), 9, 4, 8, palette: true) with
        {
            Extra = [("gAMA", [0, 0, 0xB1, 0x8F]), ("tEXt", [65, 0, 66])],
        };
        Assert.That(ReadIds(folder.Write("map.png", file.Encode()), 8), Is.EqualTo(file.Samples));
    }

    [TestCase(8, 2, "8-bit RGB")]
    [TestCase(16, 2, "16-bit RGB")]
    [TestCase(8, 4, "8-bit grey with alpha")]
    [TestCase(8, 6, "8-bit RGB with alpha")]
    [TestCase(16, 0, "16-bit grey")]
    public void A_label_map_of_another_kind_is_refused(int bitDepth, int colorType, string found)
    {
        using var folder = new TemporaryFolder();
        var file = new PngTestFile(2, 2, bitDepth, colorType) { Samples = new int[16] };
        string path = folder.Write("labels.png", file.Encode());
        Assert.That(() => LabelMap.Load(path), Throws.TypeOf<ImageFormatException>()
            .With.Message.EqualTo($"{path}: expected 8-bit grey or palette, found {found}"));
    }

    [TestCase(8, 2, "8-bit RGB")]
    [TestCase(16, 2, "16-bit RGB")]
    [TestCase(8, 4, "8-bit grey with alpha")]
    [TestCase(16, 6, "16-bit RGB with alpha")]
    public void An_instance_map_of_another_kind_is_refused(int bitDepth, int colorType, string found)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("instances.png", new PngTestFile(2, 2, bitDepth, colorType) { Samples = new int[16] }.Encode());
        Assert.That(() => InstanceMap.Load(path), Throws.TypeOf<ImageFormatException>()
            .With.Message.StartsWith($"{path}: expected grey or palette of instance ids, found {found}: write the ids as 16-bit grey"));
    }

    [Test]
    public void The_palette_does_not_change_the_edges([Values(1, 2, 4, 8)] int bitDepth)
    {
        using var folder = new TemporaryFolder();
        PngTestFile palette = Make(new Random(bitDepth), 23, 17, bitDepth, palette: true);
        string indices = folder.Write("palette.png", palette.Encode());
        string grey = folder.Write("grey.png", (palette with { ColorType = 0, PaletteSize = 0 }).Encode());
        Assert.That(InstanceMap.Load(indices).ToEdgeMap().Edges.ToArray(), Is.EqualTo(InstanceMap.Load(grey).ToEdgeMap().Edges.ToArray()));
        Assert.That(LabelMap.Load(indices).Ids.ToArray(), Is.EqualTo(LabelMap.Load(grey).Ids.ToArray()));
    }

    /// <summary>Whether a map's tag was applied when it was drawn cannot be known; one that says "as stored" is harmless.</summary>
    [Test]
    public void A_map_that_is_to_be_turned_is_refused([Range(1, 8)] int orientation, [Values] bool bigEndian, [Values] bool palette)
    {
        using var folder = new TemporaryFolder();
        PngTestFile file = Make(new Random(1), 5, 4, 8, palette) with { Extra = [("eXIf", ExifData.Orientation(orientation, bigEndian))] };
        string path = folder.Write("map.png", file.Encode());
        if (orientation == 1)
        {
            Assert.That(ReadIds(path, 8), Is.EqualTo(file.Samples));
            return;
        }

        string message = $"{path}: expected a map without an orientation tag (turn its pixels and remove the eXIf chunk), found orientation {orientation}";
        Assert.That(() => LabelMap.Load(path), Throws.TypeOf<ImageFormatException>().With.Message.EqualTo(message));
        Assert.That(() => InstanceMap.Load(path), Throws.TypeOf<ImageFormatException>().With.Message.EqualTo(message));
    }

    [Test]
    public void A_missing_file_is_no_format_error() =>
        Assert.That(() => LabelMap.Load(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())), Throws.TypeOf<FileNotFoundException>());

    private static PngTestFile Make(Random random, int width, int height, int bitDepth, bool palette) =>
        new(width, height, bitDepth, palette ? 3 : 0)
        {
            Samples = [.. Enumerable.Range(0, width * height).Select(_ => random.Next(1 << bitDepth))],
            Filter = y => y % 5,
            PaletteSize = palette ? 1 << bitDepth : 0,
        };

    private static int[] ReadIds(string path, int bitDepth)
    {
        int[] instances = [.. InstanceMap.Load(path).Ids.ToArray().Select(id => (int)id)];
        if (bitDepth < 16)
            Assert.That(LabelMap.Load(path).Ids.ToArray(), Is.EqualTo(instances));
        return instances;
    }
}
