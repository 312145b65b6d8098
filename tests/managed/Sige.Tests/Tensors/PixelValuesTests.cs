using NUnit.Framework;
using Sige.Tensors;

namespace Sige.Tests.Tensors;

/// <summary>Bytes of pictures as numbers and back.</summary>
internal sealed class PixelValuesTests
{
    [Test]
    public void EveryByteComesBack()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var back = new byte[256];

        float[] values = PixelValues.FromBytes(bytes);
        PixelValues.ToBytes(values, back);

        Assert.That((values[0], values[^1]), Is.EqualTo((-1f, 1f)));
        Assert.That(back, Is.EqualTo(bytes));
    }

    [TestCase(-7f, 0)]
    [TestCase(1.01f, 255)]
    [TestCase(0.001f, 128)]
    public void NumbersAreClippedAndRounded(float value, int expected)
    {
        var bytes = new byte[1];
        PixelValues.ToBytes([value], bytes);
        Assert.That(bytes[0], Is.EqualTo(expected));
    }

    /// <summary>So many steps do not pass a threshold, and one more does, wherever the two bytes lie.</summary>
    [Test]
    public void AThresholdIsPassedByOneStepMore([Values(0, 1, 12, 254)] int steps)
    {
        float[] values = PixelValues.FromBytes([.. Enumerable.Range(0, 256).Select(value => (byte)value)]);
        float epsilon = PixelValues.OfSteps(steps);
        for (int value = 0; value + steps < 256; value++)
        {
            Assert.That(values[value + steps] - values[value], Is.LessThanOrEqualTo(epsilon));
            if (value + steps + 1 < 256)
                Assert.That(values[value + steps + 1] - values[value], Is.GreaterThan(epsilon));
        }
    }
}
