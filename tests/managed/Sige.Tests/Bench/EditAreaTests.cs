using NUnit.Framework;
using Sige.Bench.Edits;
using Sige.Tensors;

namespace Sige.Tests.Bench;

/// <summary>An edit covers the share that it is asked for, where it is asked for.</summary>
[TestFixture]
public sealed class EditAreaTests
{
    private static readonly Resolution Picture = new(256, 512);

    [Test]
    public void RectangleOf1Point2PercentIsCentredAndOfThePicturesAspect()
    {
        byte[] mask = EditArea.Mark(EditForm.Rectangle, Picture, 1.2);

        int[] marked = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] == 1)];
        int top = marked[0] / Picture.W, bottom = marked[^1] / Picture.W;
        int left = marked[0] % Picture.W, right = marked[^1] % Picture.W;
        Assert.That((bottom - top + 1, right - left + 1), Is.EqualTo((28, 56)));
        Assert.That(marked, Has.Length.EqualTo(28 * 56));
        Assert.That((top, left), Is.EqualTo((Picture.H - 1 - bottom, Picture.W - 1 - right)));
    }

    [Test]
    public void ShareIsMet(
        [Values] bool scattered, [Values(0.1, 0.2, 0.5, 1, 1.2, 2, 5, 10, 20, 50, 100)] double percent, [Values(256, 512)] int width)
    {
        EditForm form = scattered ? EditForm.Scattered : EditForm.Rectangle;

        byte[] mask = EditArea.Mark(form, new Resolution(256, width), percent);

        Assert.That(EditArea.Percent(mask), Is.EqualTo(percent).Within(scattered ? 50.0 / mask.Length : 0.04 * percent));
        Assert.That(mask, Has.All.LessThanOrEqualTo(1));
    }

    [Test]
    public void ScatteredPixelsAreTheSameEachTimeAndSpreadOverTheRows()
    {
        byte[] mask = EditArea.Mark(EditForm.Scattered, Picture, 1.2);

        Assert.That(EditArea.Mark(EditForm.Scattered, Picture, 1.2), Is.EqualTo(mask));
        int rows = Enumerable.Range(0, Picture.H).Count(y => mask.AsSpan(y * Picture.W, Picture.W).Contains((byte)1));
        Assert.That(rows, Is.GreaterThan(Picture.H * 9 / 10));
    }

    [Test]
    public void TinyShareStillMarksAPixel([Values] bool scattered)
    {
        byte[] mask = EditArea.Mark(scattered ? EditForm.Scattered : EditForm.Rectangle, new Resolution(8, 8), 0.01);

        Assert.That(mask, Has.Exactly(1).EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(100.1)]
    [TestCase(double.NaN)]
    public void OtherSharesAreRefused(double percent) =>
        Assert.That(() => EditArea.Mark(EditForm.Rectangle, Picture, percent), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
