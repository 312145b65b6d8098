using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion;

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
}
