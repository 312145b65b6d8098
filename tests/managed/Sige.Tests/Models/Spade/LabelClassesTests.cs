using NUnit.Framework;
using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Models;

internal sealed class LabelClassesTests
{
    private static readonly byte[] AllLabels = [.. Enumerable.Range(0, 256).Select(id => (byte)id)];

    [Test]
    public void KnowsNoLabelPastTheLastClass()
    {
        LabelClasses labels = Labels(35);

        Assert.That(labels.Range, Is.EqualTo("0 to 34"));
        Assert.That(labels.IndexOfUnknown(AllLabels), Is.EqualTo(35));
        Assert.That(labels.Map(AllLabels.AsSpan(0, 35), 35), Is.EqualTo(AllLabels[..35]));
        Assert.That(
            () => labels.Map([0, 1, 2, 35], 3),
            Throws.ArgumentException.With.Message.Contains("0 to 34").And.Message.Contains("35 at x 0, y 1").And.Message.Contains("UnknownLabel"));
    }

    [Test]
    public void TakesWhatIsPastTheLastClassForUnknown()
    {
        LabelClasses labels = Labels(20, unknown: 3);

        Assert.That(labels.IndexOfUnknown(AllLabels), Is.EqualTo(-1));
        Assert.That(labels.Map(AllLabels, 256), Is.EqualTo(AllLabels.Select(id => id < 20 ? id : (byte)3)));
    }

    [Test]
    public void CountsFromTheFirstLabel()
    {
        LabelClasses labels = Labels(151, unknown: 150, first: 1);

        Assert.That(labels.Map([0, 1, 2, 150, 151, 152, 255], 7), Is.EqualTo(new byte[] { 150, 0, 1, 149, 150, 150, 150 }));
        Assert.That(Labels(10, first: 1).IndexOfUnknown([1, 10, 0]), Is.EqualTo(2));
        Assert.That(Labels(10, first: 1).Range, Is.EqualTo("1 to 10"));
    }

    [Test]
    public void EveryLabelIsAClassWhereThereAreAsMany()
    {
        Assert.That(Labels(256).Map(AllLabels, 256), Is.EqualTo(AllLabels));
        Assert.That(Labels(300).Map(AllLabels, 256), Is.EqualTo(AllLabels));
        Assert.That(Labels(300).Range, Is.EqualTo("0 to 255"));
        Assert.That(Labels(256, unknown: 7).Map([254, 255], 2), Is.EqualTo(new byte[] { 254, 7 }));
    }

    [Test]
    public void ReachesAnUnknownClassPast255()
    {
        LabelClasses labels = Labels(301, unknown: 300);
        var weight = new Parameter("w", [2, 302, 1, 1], () => [.. Enumerable.Range(0, 604).Select(i => (float)i)]);

        float[] arranged = labels.Arrange(weight).Read();

        Assert.That(labels.Range, Is.EqualTo("0 to 254"));
        Assert.That(labels.Map([254, 255], 2), Is.EqualTo(new byte[] { 254, 255 }));
        Assert.That((arranged[255], arranged[300], arranged[301], arranged[302 + 255]), Is.EqualTo((300f, 255f, 301f, 602f)));
        Assert.That(Labels(301, unknown: 255).Arrange(weight), Is.SameAs(weight));
    }

    private static LabelClasses Labels(int count, int? unknown = null, int first = 0) => GauGan.Random(
        1, labelCount: count, options: new SpadeGeneratorOptions { UnknownLabel = unknown, FirstLabel = first }).Labels;
}
