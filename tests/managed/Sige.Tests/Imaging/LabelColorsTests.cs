using NUnit.Framework;
using Sige.Imaging;

namespace Sige.Tests.Imaging;

internal sealed class LabelColorsTests
{
    /// <summary>The first colours of the development kit's map, and some with bits in all places.</summary>
    [TestCase(0, 0, 0, 0)]
    [TestCase(1, 128, 0, 0)]
    [TestCase(2, 0, 128, 0)]
    [TestCase(3, 128, 128, 0)]
    [TestCase(4, 0, 0, 128)]
    [TestCase(8, 64, 0, 0)]
    [TestCase(15, 192, 128, 128)]
    [TestCase(20, 0, 64, 128)]
    [TestCase(255, 224, 224, 192)]
    public void AreThoseOfTheDevelopmentKit(int id, int red, int green, int blue) =>
        Assert.That(LabelColors.Colorize(new LabelMap(1, 1, [(byte)id])).Pixels.ToArray(), Is.EqualTo(new[] { red, green, blue }));

    [Test]
    public void TellAllLabelsApart()
    {
        byte[] pixels = LabelColors.Colorize(new LabelMap(16, 16, [.. Enumerable.Range(0, 256).Select(id => (byte)id)])).Pixels.ToArray();

        Assert.That(pixels.Chunk(3).Select(Convert.ToHexString), Is.Unique);
    }

    [Test]
    public void ADifferenceIsAmplifiedAndClamped()
    {
        RgbImage difference = AmplifiedDifference.Between(new RgbImage(1, 1, [10, 200, 3]), new RgbImage(1, 1, [13, 100, 3]), 20);

        Assert.That(difference.Pixels.ToArray(), Is.EqualTo(new byte[] { 60, 255, 0 }));
        Assert.That(() => AmplifiedDifference.Between(difference, new RgbImage(1, 2, [0, 0, 0, 0, 0, 0]), 2), Throws.ArgumentException);
        Assert.That(() => AmplifiedDifference.Between(difference, difference, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
