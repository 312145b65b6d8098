using NUnit.Framework;
using Sige.Bench.SdEdit;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Bench;

/// <summary>Crop-and-paste crops a square around the edit that the network takes.</summary>
[TestFixture]
public sealed class CropBoxTests
{
    private static readonly Resolution Size = new(256, 256);

    [Test]
    public void TheEditLiesInTheMiddle() =>
        Assert.That(CropBox.Around(Mask(new PixelRegion(109, 109, 38, 38)), Size, 32, 64), Is.EqualTo(new PixelRegion(64, 64, 128, 128)));

    [Test]
    public void TheSideIsThatOfTheLongerOne() =>
        Assert.That(CropBox.Around(Mask(new PixelRegion(100, 20, 4, 130)), Size, 0, 64), Is.EqualTo(new PixelRegion(6, 0, 192, 192)));

    [TestCase(0, 0, 0, 0)]
    [TestCase(0, 255, 0, 192)]
    [TestCase(255, 0, 192, 0)]
    [TestCase(255, 255, 192, 192)]
    public void AtACornerTheSquareStaysInside(int y, int x, int top, int left) =>
        Assert.That(CropBox.Around(Mask(new PixelRegion(y, x, 1, 1)), Size, 8, 64), Is.EqualTo(new PixelRegion(top, left, 64, 64)));

    [TestCase(0, 32)]
    [TestCase(1, 64)]
    public void AMarginThatDoesNotFitTakesTheNextMultiple(int margin, int side) =>
        Assert.That(CropBox.Around(Mask(new PixelRegion(96, 96, 32, 32)), Size, margin, 32).Width, Is.EqualTo(side));

    [Test]
    public void ALargeEditTakesThePicture() =>
        Assert.That(CropBox.Around(Mask(new PixelRegion(10, 10, 200, 240)), Size, 32, 64), Is.EqualTo(PixelRegion.All(Size)));

    [Test]
    public void NothingToCropIsRefused()
    {
        Assert.That(() => CropBox.Around(new byte[Size.PixelCount], Size, 32, 64), Throws.ArgumentException.With.Message.Contains("No pixel"));
        Assert.That(() => CropBox.Around(Mask(PixelRegion.All(Size)), Size, 32, 96), Throws.ArgumentException.With.Message.Contains("96"));
    }

    private static byte[] Mask(PixelRegion edit)
    {
        var mask = new byte[Size.PixelCount];
        for (int y = edit.Y; y < edit.EndY; y++)
            mask.AsSpan(y * Size.W + edit.X, edit.Width).Fill(1);
        return mask;
    }
}
