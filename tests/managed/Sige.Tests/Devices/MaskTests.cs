using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>The operations on masks.</summary>
[TestFixture]
internal sealed class MaskTests : DeviceFixture
{
    private static readonly Resolution Size = new(5, 7);

    [Test]
    public void Difference_marks_a_change_in_any_channel_of_any_image_and_NaN()
    {
        var shape = new TensorShape(2, 2, 3, 2);
        var before = new float[shape.ElementCount];
        var after = new float[shape.ElementCount];
        after[Reference.Offset(shape, 0, 0, 1, 1)] = 0.5f;
        after[Reference.Offset(shape, 1, 1, 0, 0)] = -0.5f;
        after[Reference.Offset(shape, 0, 1, 2, 0)] = float.NaN;
        after[Reference.Offset(shape, 0, 0, 0, 0)] = 1e-4f;
        var mask = Empty<byte>(6);
        Masks.Difference(Queue, Tensor(shape, before), Tensor(shape, after), 1e-3f, mask);
        Assert.That(Read<byte>(mask, 6), Is.EqualTo(new byte[] { 0, 1, 0, 1, 0, 1 }));
    }

    [Test]
    public void Difference_compares_labels()
    {
        var shape = new TensorShape(1, 1, 3, 1);
        var mask = Empty<byte>(3);
        Masks.Difference(Queue, Labels(shape, [1, 2, 200]), Labels(shape, [1, 3, 0]), 1e-3f, mask);
        Assert.That(Read<byte>(mask, 3), Is.EqualTo(new byte[] { 0, 1, 1 }));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Dilation_is_a_cross(int radius)
    {
        int[] marked = [0, 17, 34];
        var source = new byte[Size.PixelCount];
        foreach (var pixel in marked)
            source[pixel] = 1;
        var expected = new byte[source.Length];
        for (var i = 0; i < expected.Length; i++)
            expected[i] = marked.Any(pixel => IsOnCross(i, pixel, radius)) ? (byte)1 : (byte)0;
        var dilated = Empty<byte>(source.Length);
        Masks.Dilate(Queue, Buffer<byte>(source), Size, radius, dilated);
        Assert.That(Read<byte>(dilated, source.Length), Is.EqualTo(expected));
    }

    [Test]
    public void Halving_averages_four_pixels()
    {
        var source = Random(4 * 6, seed: 1);
        var half = Empty<float>(6);
        Masks.Downsample(Queue, Buffer<float>(source), new Resolution(4, 6), half, new Resolution(2, 3));
        var expected = Enumerable.Range(0, 6).Select(i => (i / 3 * 12) + (i % 3 * 2))
            .Select(at => (source[at] + source[at + 1] + source[at + 6] + source[at + 7]) / 4);
        Assert.That(Read<float>(half, 6), Is.EqualTo(expected).Within(1e-6f));
    }

    [TestCase(0.3f, new byte[] { 0, 0, 1, 1 })]
    [TestCase(0.95f, new byte[] { 0, 0, 0, 1 })]
    public void Threshold_is_at_most_just_below_the_maximum(float threshold, byte[] expected)
    {
        var marked = Empty<byte>(4);
        Masks.Threshold(Queue, Buffer(0f, 0.2f, 0.4f, 0.9f), new Resolution(2, 2), threshold, marked);
        Assert.That(Read<byte>(marked, 4), Is.EqualTo(expected));
    }

    [Test]
    public void Threshold_of_nothing_is_nothing()
    {
        var marked = Buffer<byte>(9, 9, 9, 9);
        Masks.Threshold(Queue, Buffer(0f, 0f, 0f, 0f), new Resolution(2, 2), 0.3f, marked);
        Assert.That(Read<byte>(marked, 4), Is.All.Zero);
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Blocks_that_a_mask_touches_are_listed(int halo)
    {
        var mask = new byte[Size.PixelCount];
        mask[Size.W + 4] = 1;
        var blocks = Empty<int>(2 * 4);
        var count = Empty<int>(1);
        Masks.ReduceToBlocks(Queue, Buffer<byte>(mask), Size, 4, halo, blocks, count);
        var expected = halo == 0 ? new[] { 0, 4 } : [0, 0, 0, 4];
        Assert.That(Read<int>(blocks, 2 * Read<int>(count, 1)[0]), Is.EqualTo(expected));
    }

    private static bool IsOnCross(int pixel, int centre, int radius)
    {
        var dy = Math.Abs(pixel / Size.W - centre / Size.W);
        var dx = Math.Abs(pixel % Size.W - centre % Size.W);
        return (dy == 0 && dx <= radius) || (dx == 0 && dy <= radius);
    }
}
