using NUnit.Framework;
using Sige.Bench.Convolutions;
using Sige.Devices;

namespace Sige.Tests.Bench;

/// <summary>The lists of shapes are those of the networks: their multiply-adds add up to the published counts.</summary>
[TestFixture]
public sealed class ShapeListTests
{
    [TestCase("gaugan", 281.3)]
    [TestCase("gan-compression", 31.2)]
    [TestCase("ddpm-church-256", 248.2)]
    [TestCase("pd-256", 114.6)]
    public void MultiplyAddsAreThoseOfTheNetwork(string name, double giga)
    {
        ShapeList list = ShapeList.Read(name);

        Assert.That(list.Convolutions.Sum(shape => shape.MultiplyAdds) / 1e9, Is.EqualTo(giga).Within(0.05));
    }

    [Test]
    public void EveryShapeFollowsFromItsSource([ValueSource(typeof(ShapeList), nameof(ShapeList.Names))] string name)
    {
        foreach (ConvolutionShape shape in ShapeList.Read(name).Convolutions)
            Assert.That(shape.Geometry.Apply(shape.Source), Is.EqualTo(shape.Resolution), shape.Name);
    }

    [Test]
    public void EveryShapeIsListedOnce([ValueSource(typeof(ShapeList), nameof(ShapeList.Names))] string name)
    {
        ShapeList list = ShapeList.Read(name);

        Assert.That(list.Convolutions.Select(shape => (shape.ToString(), shape.Modulation)), Is.Unique);
        Assert.That(list.Convolutions.Select(shape => shape.Count), Has.All.Positive);
    }

    [Test]
    public void EveryNetworkOfTheBenchHasAList() =>
        Assert.That(ShapeList.Names, Is.EqualTo(["ddpm-church-256", "gan-compression", "gaugan", "pd-256", "sd1-unet"]));

    [Test]
    public void UnknownListIsNamedWithThoseThatThereAre() =>
        Assert.That(() => ShapeList.Read("resnet"), Throws.ArgumentException.With.Message.Contains("resnet").And.Message.Contains("gaugan"));

    [Test]
    public void SeparableModulationHasTwoSources()
    {
        ConvolutionShape shape = ShapeList.Read("gan-compression").Convolutions.First(shape => shape.Modulation == Modulation.Split);

        Assert.That(shape.Channels, Is.EqualTo(shape.Out / 2));
        Assert.That(shape.MultiplyAddsPerPixel, Is.EqualTo((long)shape.In * shape.Out));
    }
}
