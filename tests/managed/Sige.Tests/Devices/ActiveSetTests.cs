using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>The index tables of an active set.</summary>
[TestFixture]
internal sealed class ActiveSetTests : DeviceFixture
{
    private static readonly Resolution Size = new(6, 9);

    [Test]
    public void Pixels_are_those_of_the_mask_and_ranks_invert_them()
    {
        int[] pixels = [0, 5, 13, 53];
        var active = Active(Size, pixels);
        var ranks = Enumerable.Range(0, (int)Size.PixelCount).Select(pixel => Array.IndexOf(pixels, pixel));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(active.Counts.Pixels, Is.EqualTo(4));
            Assert.That(active.ReadPixels(), Is.EqualTo(pixels));
            Assert.That(active.ReadScatterMap(), Is.EqualTo(ranks));
        }
    }

    [Test]
    public void Empty_mask_gives_an_empty_set()
    {
        var active = Active(Size);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(active.Counts with { Bytes = 0 }, Is.EqualTo(default(ActiveCounts)));
            Assert.That(active.ReadPixels(), Is.Empty);
            Assert.That(active.ReadScatterMap(), Is.All.EqualTo(-1));
        }
    }

    [TestCase(0)]
    [TestCase(4)]
    [TestCase(30)]
    [TestCase(53)]
    public void Tile_policy_takes_each_tile_whose_input_touches_the_mask(int marked)
    {
        var mask = new byte[Size.PixelCount];
        mask[marked] = 1;
        var active = Own(new ActiveSet(Device, Size));
        active.Build(mask, ActivePolicy.Tiles);
        var expected = Enumerable.Range(0, (int)Size.PixelCount).Where(pixel => IsNear(pixel / Size.W, marked / Size.W)
            && IsNear(pixel % Size.W, marked % Size.W));
        Assert.That(active.ReadPixels(), Is.EqualTo(expected));
    }

    [TestCase(2)]
    [TestCase(4)]
    public void Each_active_pixel_lies_in_one_tile_and_no_tile_is_empty(int side)
    {
        int[] pixels = [0, 1, 13, 22, 30, 31, 53];
        var active = Active(Size, pixels);
        var tiles = active.ReadTiles(side).Chunk(2).Select(tile => (Top: tile[0], Left: tile[1])).ToList();
        var counts = active.Counts;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pixels, Has.All.Matches<int>(pixel => tiles.Count(tile => Covers(tile, pixel, side)) == 1));
            Assert.That(tiles, Has.All.Matches<(int Top, int Left)>(tile => pixels.Any(pixel => Covers(tile, pixel, side))));
            Assert.That(tiles, Has.Count.EqualTo(side == 2 ? counts.TilesOf2 : counts.TilesOf4));
        }
    }

    [Test]
    public void Tiles_of_another_side_are_refused()
        => Assert.That(() => Active(Size, 0).ReadTiles(3), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(1, 0)]
    [TestCase(2, 0)]
    [TestCase(1, 1)]
    [TestCase(1, -1)]
    public void Neighbours_are_the_pixels_under_each_tap(int stride, int scaleLog2)
    {
        int[] pixels = [0, 8, 31, 53];
        var geometry = ConvolutionGeometry.Same(3) with { StrideH = stride, StrideW = stride };
        var read = new Resolution(Size.H * stride, Size.W * stride);
        var source = scaleLog2 >= 0
            ? new Resolution(read.H >> scaleLog2, (read.W + scaleLog2) >> scaleLog2)
            : new Resolution(read.H << -scaleLog2, read.W << -scaleLog2);
        var seen = scaleLog2 >= 0 ? new Resolution(source.H << scaleLog2, source.W << scaleLog2) : read;
        var expected = pixels.SelectMany(pixel => Enumerable.Range(0, 9).Select(tap => Neighbour(
            pixel / Size.W * stride - 1 + tap / 3, pixel % Size.W * stride - 1 + tap % 3, seen, source, scaleLog2)));
        Assert.That(Active(Size, pixels).ReadNeighbours(geometry, source, scaleLog2), Is.EqualTo(expected));
    }

    [Test]
    public void Set_can_be_built_again()
    {
        var active = Active(Size, 1, 2, 3);
        var mask = new byte[Size.PixelCount];
        mask[40] = 1;
        active.Build(Queue, Buffer<byte>(mask), ActivePolicy.Pixels);
        Assert.That(active.ReadPixels(), Is.EqualTo(new[] { 40 }));
    }

    private static bool Covers((int Top, int Left) tile, int pixel, int side)
    {
        var (y, x) = (pixel / Size.W - tile.Top, pixel % Size.W - tile.Left);
        return y >= 0 && y < side && x >= 0 && x < side;
    }

    private static bool IsNear(int coordinate, int marked)
    {
        var tile = coordinate / 4 * 4;
        return marked >= tile - 1 && marked <= tile + 4;
    }

    private static int Neighbour(int y, int x, Resolution seen, Resolution source, int scaleLog2)
    {
        if (y < 0 || x < 0 || y >= seen.H || x >= seen.W)
            return -1;
        return scaleLog2 >= 0 ? (y >> scaleLog2) * source.W + (x >> scaleLog2) : (y << -scaleLog2) * source.W + (x << -scaleLog2);
    }
}
