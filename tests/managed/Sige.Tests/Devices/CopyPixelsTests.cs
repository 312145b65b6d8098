using NUnit.Framework;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Tests.Devices;

/// <summary>Copies of pixels between element types and windows of a picture.</summary>
[TestFixture]
internal sealed class CopyPixelsTests : DeviceFixture
{
    private static readonly TensorShape Shape = new(2, 4, 5, 3);
    private static readonly TensorShape Small = Shape with { H = 2, W = 3 };
    private static readonly Window Inside = new(1, 2, Shape.Resolution);

    [Test]
    public void Values_pass_through_float16_rounded_to_the_nearest()
    {
        var values = Random(Shape.ElementCount, seed: 1);
        var result = Unwritten(Shape);
        var halves = Halves(Shape);
        Operators.CopyPixels(Queue, Tensor(Shape, values), null, halves);
        Operators.CopyPixels(Queue, halves, null, result);
        Assert.That(Read(result), Is.EqualTo(values.Select(x => (float)(Half)x)));
    }

    [Test]
    public void Values_too_large_for_float16_are_counted()
    {
        var values = Random(Shape.ElementCount, seed: 2);
        (values[0], values[7], values[100]) = (65520, -1e9f, float.PositiveInfinity);
        var overflows = Buffer<long>([5]);
        Operators.CopyPixelsCounted(Queue, Tensor(Shape, values), null, Halves(Shape), overflows);
        var sum = new long[1];
        overflows.Read<long>(Queue, sum);
        Assert.That(sum[0], Is.EqualTo(5 + 2));
    }

    [Test]
    public void Window_takes_and_gives_its_pixels()
    {
        var values = Random(Shape.ElementCount, seed: 3);
        var window = Halves(Small).WithWindow(Inside);
        var result = Unwritten(Shape);
        Operators.CopyPixels(Queue, Tensor(Shape, values), null, window);
        Operators.CopyPixels(Queue, window, null, result);
        Assert.That(Read(result), Is.EqualTo(values.Select((x, i) => IsInside(i) ? (float)(Half)x : float.NaN)));
    }

    [Test]
    public void Active_pixels_alone_are_copied()
    {
        var values = Random(Shape.ElementCount, seed: 4);
        int[] pixels = [7, 13];
        var result = Unwritten(Shape);
        var window = Halves(Small).WithWindow(Inside);
        Operators.CopyPixels(Queue, Tensor(Shape, values), null, window);
        Operators.CopyPixels(Queue, window, Active(Shape.Resolution, pixels), result);
        Assert.That(
            Read(result),
            Is.EqualTo(values.Select((x, i) => pixels.Contains((int)(i / Shape.C % Shape.Resolution.PixelCount)) ? (float)(Half)x : float.NaN)));
    }

    [Test]
    public void Pixel_outside_a_window_is_named()
    {
        var window = Halves(Small).WithWindow(Inside);
        var active = Active(Shape.Resolution, 7, 14, 16);
        Assert.That(
            () => Operators.CopyPixels(Queue, Unwritten(Shape), active, window),
            Throws.TypeOf<SigeException>().With.Message.Contains("dst holds rows 1 to 2, columns 2 to 4; active pixel (3, 1) is not in it"));
    }

    [Test]
    public void Window_that_leaves_its_picture_is_refused()
        => Assert.That(
            () => Halves(Small).WithWindow(new Window(3, 2, Shape.Resolution)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("2 x 3"));

    [Test]
    public void Channels_of_a_window_stay_in_it()
    {
        var values = Random(Shape.ElementCount, seed: 5);
        var window = Halves(Small).WithWindow(Inside);
        Operators.CopyPixels(Queue, Tensor(Shape, values), null, window);
        var result = Unwritten(Shape);
        Operators.CopyPixels(Queue, window.Channels(1, 1), null, result.Channels(1, 1));
        Assert.That(
            Read(result), Is.EqualTo(values.Select((x, i) => IsInside(i) && i % Shape.C == 1 ? (float)(Half)x : float.NaN)));
    }

    [Test]
    public void Other_operators_refuse_float16_and_windows()
    {
        var halves = Halves(Shape);
        var window = Unwritten(Small).WithWindow(Inside);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => Operators.Add(Queue, halves, halves, null, Unwritten(Shape)),
                Throws.TypeOf<SigeException>().With.Message.Contains("a: dtype is float16, expected float32"));
            Assert.That(
                () => Operators.Add(Queue, window, window, null, Unwritten(Small)),
                Throws.TypeOf<SigeException>().With.Message.Contains("a: holds a region"));
        }
    }

    private DeviceTensor Halves(TensorShape shape) => new(Empty<Half>((int)shape.ElementCount), shape, ElementType.Float16);

    private static bool IsInside(int element)
    {
        var (_, y, x, _) = Reference.Index(Shape, element);
        return y is 1 or 2 && x is >= 2 and <= 4;
    }
}
