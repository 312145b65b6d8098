using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

/// <summary>Pictures of any size are cropped or padded to multiples, and what became of them is put back.</summary>
internal sealed class PictureFrameTests
{
    [Test]
    public void APictureThatFitsIsItsOwnFrame([Values] PictureFit fit)
    {
        RgbImage picture = Counting(16, 8);
        PictureFrame frame = PictureFrame.Around(16, 8, 8, fit);

        Assert.That(frame, Is.EqualTo(new PictureFrame(16, 8, 0, 0, 16, 8)));
        Assert.That(frame.Take(picture).Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
    }

    [Test]
    public void ACropTakesTheMiddleAndLeavesTheRestAlone()
    {
        RgbImage picture = Counting(13, 10);
        PictureFrame frame = PictureFrame.Around(13, 10, 8, PictureFit.Crop);
        RgbImage part = frame.Take(picture);

        Assert.That((frame.X, frame.Y, part.Width, part.Height), Is.EqualTo((2, 1, 8, 8)));
        Assert.That(Pixel(part, 0, 0), Is.EqualTo(Pixel(picture, 1, 2)));
        RgbImage back = frame.PutBack(picture, new RgbImage(8, 8, new byte[8 * 8 * 3]));
        Assert.That(Pixel(back, 1, 2), Is.EqualTo((0, 0, 0)));
        Assert.That(Pixel(back, 1, 1), Is.EqualTo(Pixel(picture, 1, 1)));
        Assert.That(Pixel(back, 9, 12), Is.EqualTo(Pixel(picture, 9, 12)));
        Assert.That(frame.PutBack(picture, part).Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
    }

    [Test]
    public void PaddingRepeatsTheEdgeAndIsCutOffAgain()
    {
        RgbImage picture = Counting(13, 10);
        PictureFrame frame = PictureFrame.Around(13, 10, 8, PictureFit.Pad);
        RgbImage part = frame.Take(picture);

        Assert.That((part.Width, part.Height), Is.EqualTo((16, 16)));
        Assert.That(Pixel(part, 15, 15), Is.EqualTo(Pixel(picture, 9, 12)));
        Assert.That(Pixel(part, 3, 14), Is.EqualTo(Pixel(picture, 3, 12)));
        Assert.That(frame.PutBack(picture, part).Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
    }

    [Test]
    public void MasksGoWithTheirPicture()
    {
        var mask = new byte[13 * 10];
        mask[3 * 13 + 5] = 9;

        byte[] cropped = PictureFrame.Around(13, 10, 8, PictureFit.Crop).TakeMask(mask);
        byte[] padded = PictureFrame.Around(13, 10, 8, PictureFit.Pad).TakeMask(mask);

        Assert.That((cropped[2 * 8 + 3], cropped.Sum(value => value)), Is.EqualTo(((byte)9, 9)));
        Assert.That((padded[3 * 16 + 5], padded.Sum(value => value)), Is.EqualTo(((byte)9, 9)));
        mask[0] = 1;
        Assert.That(
            () => PictureFrame.Around(13, 10, 8, PictureFit.Crop).TakeMask(mask),
            Throws.ArgumentException.With.Message.Contains("x 0, y 0, which the crop to x 2 to 9, y 1 to 8 leaves out"));
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.That(() => PictureFrame.Around(7, 20, 8, PictureFit.Crop), Throws.ArgumentException.With.Message.Contains("8x8 pixels or more, but has 7x20"));
        PictureFrame frame = PictureFrame.Around(13, 10, 8, PictureFit.Pad);
        Assert.That(() => frame.Take(Counting(10, 13)), Throws.ArgumentException);
        Assert.That(() => frame.TakeMask(new byte[16 * 16]), Throws.ArgumentException.With.Message.Contains("13x10"));
        Assert.That(() => frame.PutBack(Counting(13, 10), Counting(13, 10)), Throws.ArgumentException);
    }

    private static RgbImage Counting(int width, int height) => new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(i % 251))]);

    private static (int Red, int Green, int Blue) Pixel(RgbImage picture, int y, int x)
    {
        ReadOnlySpan<byte> pixel = picture.Pixels.Slice((y * picture.Width + x) * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }
}
