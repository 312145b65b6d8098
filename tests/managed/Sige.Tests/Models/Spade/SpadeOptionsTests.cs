using NUnit.Framework;
using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>What a file of a SPADE generator leaves open, and what it is taken for.</summary>
internal sealed class SpadeOptionsTests
{
    [TestCase(36, UpsamplingLayout.More, 35, true, null, "Cityscapes", "35 classes and instance edges", "layout more")]
    [TestCase(151, UpsamplingLayout.Normal, 151, false, 150, "ADE20K", "151 classes and no instance edges", "layout normal", "class 150 for unknown", "first label 1")]
    [TestCase(184, UpsamplingLayout.Normal, 183, true, 182, "COCO-Stuff", "183 classes and instance edges", "layout normal", "class 182 for unknown")]
    [TestCase(21, UpsamplingLayout.More, 20, true, null, "assumed", "20 classes and instance edges", "layout more")]
    public void TakesFromTheNumberOfChannelsWhatIsNotSaid(int channels, UpsamplingLayout layout, int classes, bool edges, int? unknown, params string[] said)
    {
        SpadeGenerator generator = Load(channels, new SpadeGeneratorOptions());

        Assert.That((generator.Layout, generator.LabelCount, generator.HasEdges, generator.Labels.Unknown), Is.EqualTo((layout, classes, edges, unknown)));
        foreach (string part in said)
            Assert.That(generator.Assumption, Does.Contain(part));
    }

    [TestCase(36, SpadeDataset.Cityscapes)]
    [TestCase(151, SpadeDataset.Ade20K)]
    [TestCase(184, SpadeDataset.CocoStuff)]
    public void AssumesNothingWhereTheDataSetIsSaid(int channels, SpadeDataset dataset)
    {
        SpadeGenerator assumed = Load(channels, new SpadeGeneratorOptions());
        SpadeGenerator said = Load(channels, new SpadeGeneratorOptions { Dataset = dataset, FirstLabel = 0 });

        Assert.That(said.Assumption, Is.Null);
        Assert.That(
            (said.Layout, said.LabelCount, said.HasEdges, said.Labels.Unknown),
            Is.EqualTo((assumed.Layout, assumed.LabelCount, assumed.HasEdges, assumed.Labels.Unknown)));
    }

    [Test]
    public void SaysHowLabelsOfAde20KAreCounted()
    {
        Assert.That(Load(151, new SpadeGeneratorOptions { Dataset = SpadeDataset.Ade20K }).Assumption, Does.StartWith("Label 0 is taken for").And.Contain("the wall"));
        Assert.That(Load(151, new SpadeGeneratorOptions { Dataset = SpadeDataset.Ade20K, FirstLabel = 1 }).Assumption, Is.Null);
    }

    [Test]
    public void SaysOnlyWhatIsLeftOpen()
    {
        Assert.That(Load(36, new SpadeGeneratorOptions { Layout = UpsamplingLayout.Normal }).Assumption, Does.Contain("instance edges").And.Not.Contain("layout"));
        Assert.That(Load(36, new SpadeGeneratorOptions { InstanceEdges = false }).Assumption, Does.Contain("assumed to have layout more").And.Not.Contain("Cityscapes").And.Not.Contain("edges"));
        Assert.That(Load(21, new SpadeGeneratorOptions { InstanceEdges = true, Layout = UpsamplingLayout.Normal }).Assumption, Is.Null);
        Assert.That(GauGan.Random(1).Assumption, Is.Null);
    }

    [Test]
    public void OptionsWinOverTheDataSet()
    {
        SpadeGenerator generator = Load(
            36, new SpadeGeneratorOptions { Dataset = SpadeDataset.Cityscapes, InstanceEdges = false, Layout = UpsamplingLayout.Normal, UnknownLabel = 35 });

        Assert.That((generator.Layout, generator.LabelCount, generator.HasEdges, generator.Labels.Unknown), Is.EqualTo((UpsamplingLayout.Normal, 36, false, (int?)35)));
        Assert.That(generator.Assumption, Is.Null);
    }

    [Test]
    public void TheFileProvesItsLastBlock()
    {
        using WeightCollection weights = SpadeCase.Change(info => info);
        using WeightCollection most = WeightFile.FromMemory("most", Most(weights));

        SpadeGenerator generator = SpadeGenerator.Load(most, new SpadeGeneratorOptions { Dataset = SpadeDataset.Ade20K, InstanceEdges = true, UnknownLabel = 3 });

        Assert.That(generator.Layout, Is.EqualTo(UpsamplingLayout.Most));
        Assert.That(SpadeGenerator.Load(most).Assumption, Does.Contain("35 classes").And.Not.Contain("layout"));
        Assert.That(
            () => SpadeGenerator.Load(most, new SpadeGeneratorOptions { Layout = UpsamplingLayout.More }),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("layout More is asked for, but the file has up_4"));
    }

    [Test]
    public void RefusesWhatTheFileContradicts()
    {
        AssertRefused(151, new SpadeGeneratorOptions { Dataset = SpadeDataset.Cityscapes }, "Cityscapes is asked for", "36 channels", "reads 151", "ADE20K");
        AssertRefused(21, new SpadeGeneratorOptions { Dataset = SpadeDataset.Ade20K }, "class 150", "0 to 20");
        AssertRefused(36, new SpadeGeneratorOptions { UnknownLabel = 35 }, "class 35", "0 to 34");
        AssertRefused(36, new SpadeGeneratorOptions { UnknownLabel = -1 }, "class -1", "0 to 34");
        AssertRefused(1, new SpadeGeneratorOptions { InstanceEdges = true }, "at least one label and the edges", "1 channels");
        Assert.That(() => Load(36, new SpadeGeneratorOptions { FirstLabel = 256 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Load(36, new SpadeGeneratorOptions { Dataset = (SpadeDataset)7 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static SpadeGenerator Load(int channels, SpadeGeneratorOptions options)
    {
        using WeightCollection weights = SpadeCase.Change(SpadeCase.Reading(channels));
        return SpadeGenerator.Load(weights, options);
    }

    private static void AssertRefused(int channels, SpadeGeneratorOptions options, params ReadOnlySpan<string> parts)
    {
        WeightFormatException fault = Assert.Throws<WeightFormatException>(() => Load(channels, options));
        foreach (string part in parts)
            Assert.That(fault.Message, Does.Contain(part));
    }

    /// <summary>A fifth block that has the fourth's tensors: its widths do not matter here.</summary>
    private static IEnumerable<WeightData> Most(WeightCollection weights)
    {
        foreach (WeightInfo info in weights.Entries)
        {
            float[] values = weights.ReadFloat32(info.Name);
            yield return WeightData.FromFloat32(info.Name, info.Shape, values);
            if (info.Name.StartsWith("up_3.", StringComparison.Ordinal))
                yield return WeightData.FromFloat32("up_4." + info.Name["up_3.".Length..], info.Shape, values);
        }
    }
}
