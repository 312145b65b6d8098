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
                Assert.That(ReadIds(path, bitDepth, palette), Is.EqualTo(file.Samples), $"{width} x {height}");
            }
        }
    }

    [Test]
    public void Each_filter_is_undone([Values(0, 1, 2, 3, 4)] int filter, [Values(4, 8, 16)] int bitDepth)
    {
        using var folder = new TemporaryFolder();
        PngTestFile file = Make(new Random(filter), 17, 13, bitDepth, palette: false) with { Filter = _ => filter };
        string path = folder.Write("map.png", file.Encode());
        Assert.That(ReadIds(path, bitDepth, palette: false), Is.EqualTo(file.Samples));
    }

    [Test]
    public void Palette_colours_do_not_matter_and_neither_do_ancillary_chunks()
    {
        using var folder = new TemporaryFolder();
        PngTestFile file = Make(new Random(1), 9, 4, 8, palette: true) with
        {
            Extra = [("gAMA", [0, 0, 0xB1, 0x8F]), ("tEXt", [65, 0, 66])],
        };
        Assert.That(ReadIds(folder.Write("map.png", file.Encode()), 8, palette: true), Is.EqualTo(file.Samples));
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

    [Test]
    public void An_instance_map_of_palette_indices_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("instances.png", Make(new Random(1), 2, 2, 8, palette: true).Encode());
        Assert.That(() => InstanceMap.Load(path), Throws.TypeOf<ImageFormatException>()
            .With.Message.EqualTo($"{path}: expected 8- or 16-bit grey, found 8-bit palette"));
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

    private static int[] ReadIds(string path, int bitDepth, bool palette)
    {
        int[] instances = palette ? [] : [.. InstanceMap.Load(path).Ids.ToArray().Select(id => (int)id)];
        int[] labels = bitDepth == 16 ? [] : [.. LabelMap.Load(path).Ids.ToArray().Select(id => (int)id)];
        if (labels.Length > 0 && instances.Length > 0)
            Assert.That(instances, Is.EqualTo(labels));
        return labels.Length > 0 ? labels : instances;
    }
}
