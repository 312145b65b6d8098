using NUnit.Framework;
using Sige.Weights;

namespace Sige.Tests.Weights;

internal sealed class SpectralNormTests
{
    /// <summary>Expected values were computed by CPython in float64 with exact summation.</summary>
    [TestCase("head_0.conv_0.weight", 64 * 64 * 9, -0.06163485925224356, 0.012717901828961634)]
    [TestCase("up_3.conv_s.weight", 4 * 8, -0.38991172786733824, -0.32793281799188057)]
    public void Fold_DividesByTheRecordedNorm(string name, int count, double first, double last)
    {
        using WeightCollection weights = WeightFile.Open(GoldenData.Find("gaugan", "weights_spectral_legacy.pth"));

        float[] values = WeightNorms.Fold(weights).ReadFloat32(name);

        Assert.That(values, Has.Length.EqualTo(count));
        Assert.That(values[0], Is.EqualTo(first).Within(1e-7 * Math.Abs(first)));
        Assert.That(values[^1], Is.EqualTo(last).Within(1e-7 * Math.Abs(last)));
    }

    [Test]
    public void Fold_GivesTheNamesOfAPlainCheckpoint()
    {
        using WeightCollection plain = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));
        using WeightCollection spectral = WeightFile.Open(GoldenData.Find("gaugan", "weights_spectral_legacy.pth"));

        IEnumerable<string> folded = WeightNorms.Fold(spectral).Entries.Select(info => info.Name);

        Assert.That(folded, Is.EquivalentTo(plain.Entries.Select(info => info.Name)));
    }

    [Test]
    public void Fold_OfPlainWeights_ReturnsThem()
    {
        using WeightCollection plain = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));

        Assert.That(WeightNorms.Fold(plain), Is.SameAs(plain));
    }

    [Test]
    public void Fold_OfASmallMatrix()
    {
        using WeightCollection weights = InMemory([2, 2], ("w.weight_u", [1f, 0f]), ("w.weight_v", [0.6f, 0.8f]));

        // sigma = [1 0] [[3 4] [5 6]] [0.6 0.8]^T = 5
        Assert.That(WeightNorms.Fold(weights).ReadFloat32("w.weight"), Is.EqualTo(new[] { 0.6f, 0.8f, 1f, 1.2f }).Within(1e-6f));
    }

    [Test]
    public void Fold_WithoutV_TakesTheStoredWeight()
    {
        using WeightCollection weights = InMemory([2, 2], ("w.weight_u", [1f, 0f]), ("w.weight", [1f, 2f, 3f, 4f]));

        WeightCollection folded = WeightNorms.Fold(weights);

        Assert.That(folded.Entries.Select(info => info.Name), Is.EqualTo(new[] { "w.weight" }));
        Assert.That(folded.ReadFloat32("w.weight"), Is.EqualTo(new[] { 1f, 2f, 3f, 4f }));
    }

    [Test]
    public void Fold_WithoutV_AndWithoutWeight_NamesWhatIsMissing()
    {
        using WeightCollection weights = InMemory([2, 2], ("w.weight_u", [1f, 0f]));

        Assert.That(
            () => WeightNorms.Fold(weights),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("'w.weight_v'"));
    }

    [Test]
    public void Fold_WithAVectorOfAnotherLength_SaysBothShapes()
    {
        using WeightCollection weights = InMemory([2, 2], ("w.weight_u", [1f, 0f]), ("w.weight_v", [1f, 2f, 3f]));

        Assert.That(
            () => WeightNorms.Fold(weights),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("[2]").And.Message.Contains("[3]"));
    }

    [Test]
    public void Fold_WithANormOfZero_IsRefused()
    {
        using WeightCollection weights = InMemory([2, 2], ("w.weight_u", [0f, 0f]), ("w.weight_v", [1f, 1f]));

        Assert.That(
            () => WeightNorms.Fold(weights).ReadFloat32("w.weight"),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("w.weight_orig"));
    }

    /// <summary>By hand: sigma = [1 0] [[3 4] [5 6]] [0.6 0.8]^T = 5, as above.</summary>
    [TestCase("", "weight")]
    [TestCase("head_0.conv_0.", "weight")]
    [TestCase("a.", "kernel")]
    public void Fold_OfAParametrisation(string owner, string weight)
    {
        string stem = $"{owner}parametrizations.{weight}";
        using WeightCollection weights = WeightFile.FromMemory("memory",
        [
            WeightData.FromFloat32($"{stem}.original", [2, 2], new[] { 3f, 4f, 5f, 6f }),
            WeightData.FromFloat32($"{stem}.0._u", [2], new[] { 1f, 0f }),
            WeightData.FromFloat32($"{stem}.0._v", [2], new[] { 0.6f, 0.8f }),
            WeightData.FromFloat32($"{owner}bias", [2], new[] { 7f, 8f }),
        ]);

        WeightCollection folded = WeightNorms.Fold(weights);

        Assert.That(folded.Entries.Select(info => info.Name), Is.EqualTo(new[] { owner + weight, $"{owner}bias" }));
        Assert.That(folded.ReadFloat32(owner + weight), Is.EqualTo(new[] { 0.6f, 0.8f, 1f, 1.2f }).Within(1e-6f));
    }

    [Test]
    public void AnOriginalWithoutVectors_IsLeftAlone()
    {
        using WeightCollection weights = WeightFile.FromMemory("memory",
        [
            WeightData.FromFloat32("w.weight_orig", [2], new[] { 1f, 2f }),
            WeightData.FromFloat32("w.weight_mask", [2], new[] { 1f, 0f }),
            WeightData.FromFloat32("w.parametrizations.weight.original", [2], new[] { 1f, 2f }),
        ]);

        Assert.That(WeightNorms.Fold(weights), Is.SameAs(weights));
    }

    [TestCase("w.weight_orig", "w.weight")]
    [TestCase("w.weight_u", "w.weight")]
    [TestCase("w.weight_g", "w.weight")]
    [TestCase("w.parametrizations.weight.original", "w.weight")]
    [TestCase("parametrizations.weight.0._u", "weight")]
    [TestCase("w.parametrizations.kernel.original1", "w.kernel")]
    [TestCase("w.weight", "w.weight")]
    [TestCase("w.bias_orig", "w.bias_orig")]
    public void PlainName_IsThatOfTheWeight(string stored, string plain) => Assert.That(WeightNorms.PlainName(stored), Is.EqualTo(plain));

    private static WeightCollection InMemory(WeightShape shape, params (string Name, float[] Values)[] others) =>
        WeightFile.FromMemory("memory",
        [
            WeightData.FromFloat32("w.weight_orig", shape, new[] { 3f, 4f, 5f, 6f }),
            .. others.Select(other => WeightData.FromFloat32(
                other.Name, other.Name == "w.weight" ? shape : [other.Values.Length], other.Values)),
        ]);
}
