using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>Label, instance and edge maps, and the share of an edit.</summary>
[TestFixture]
internal sealed class MapTests
{
    [Test]
    public void A_label_map_survives_its_file()
    {
        using var folder = new TemporaryFolder();
        var map = new LabelMap(7, 37, [.. Enumerable.Range(0, 259).Select(i => (byte)i)]);
        map.Save(folder.PathOf("labels.png"));
        LabelMap read = LabelMap.Load(folder.PathOf("labels.png"));
        Assert.That((read.Width, read.Height), Is.EqualTo((7, 37)));
        Assert.That(read.Ids.ToArray(), Is.EqualTo(map.Ids.ToArray()));
    }

    [Test]
    public void An_instance_map_survives_its_file()
    {
        using var folder = new TemporaryFolder();
        var map = new InstanceMap(256, 256, [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)]);
        map.Save(folder.PathOf("instances.png"));
        Assert.That(InstanceMap.Load(folder.PathOf("instances.png")).Ids.ToArray(), Is.EqualTo(map.Ids.ToArray()));
    }

    [TestCase(0, 1, 0)]
    [TestCase(1, 16385, 16385)]
    [TestCase(-3, 2, 6)]
    public void A_side_outside_the_limits_is_refused(int width, int height, int count)
    {
        Assert.That(() => new LabelMap(width, height, new byte[count]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new InstanceMap(width, height, new ushort[count]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_wrong_number_of_ids_is_refused() =>
        Assert.That(() => new LabelMap(3, 2, new byte[7]), Throws.ArgumentException.With.Message.Contains("need 6 values, got 7"));

    [Test]
    public void Both_sides_of_an_edge_are_marked_and_diagonals_are_not()
    {
        var map = new InstanceMap(5, 4,
        [
            1, 1, 1, 1, 1,
            1, 1, 1, 1, 1,
            1, 1, 300, 1, 1,
            1, 1, 1, 1, 1,
        ]);
        byte[] expected =
        [
            0, 0, 0, 0, 0,
            0, 0, 1, 0, 0,
            0, 1, 1, 1, 0,
            0, 0, 1, 0, 0,
        ];
        Assert.That(map.ToEdgeMap().Edges.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Rows_do_not_touch_across_the_border()
    {
        var map = new LabelMap(2, 2, [0, 1, 0, 1]);
        Assert.That(map.ToEdgeMap().Edges.ToArray(), Is.EqualTo(new byte[] { 1, 1, 1, 1 }));
        var flat = new LabelMap(3, 2, [0, 0, 0, 0, 0, 0]);
        Assert.That(flat.ToEdgeMap().Edges.ToArray(), Is.All.EqualTo(0));
        var column = new LabelMap(1, 3, [5, 5, 6]);
        Assert.That(column.ToEdgeMap().Edges.ToArray(), Is.EqualTo(new byte[] { 0, 1, 1 }));
    }

    [Test]
    public void A_pixel_counts_if_its_class_or_its_edge_differs()
    {
        var labels = new LabelMap(4, 1, [7, 7, 7, 7]);
        var edited = new LabelMap(4, 1, [7, 7, 7, 9]);
        DifferenceMask mask = DifferenceMask.Between(labels, labels.ToEdgeMap(), edited, edited.ToEdgeMap());
        Assert.That(mask.Pixels.ToArray(), Is.EqualTo(new[] { false, false, true, true }));
        Assert.That(mask.ChangedPercent, Is.EqualTo(50.0));
        Assert.That(DifferenceMask.Between(labels, labels.ToEdgeMap(), labels, labels.ToEdgeMap()).ChangedPixels, Is.Zero);
    }

    [Test]
    public void Maps_of_other_sizes_are_refused()
    {
        var labels = new LabelMap(4, 1, new byte[4]);
        var other = new LabelMap(2, 2, new byte[4]);
        Assert.That(() => DifferenceMask.Between(labels, labels.ToEdgeMap(), other, other.ToEdgeMap()),
            Throws.ArgumentException.With.Message.Contains("Expected 4 x 1 pixels, got 2 x 2"));
    }

    [Test]
    public void Labels_are_drawn_in_the_published_colours()
    {
        RgbImage image = CityscapesPalette.Colorize(new LabelMap(3, 1, [7, 26, 23]));
        Assert.That(image.Pixels.ToArray(), Is.EqualTo(new byte[] { 128, 64, 128, 0, 0, 142, 70, 130, 180 }));
        Assert.That(CityscapesPalette.Classes, Has.Count.EqualTo(35));
        Assert.That(() => CityscapesPalette.Colorize(new LabelMap(2, 2, [0, 0, 0, 35])),
            Throws.ArgumentException.With.Message.Contains("got 35 at x 1, y 1"));
    }
}
