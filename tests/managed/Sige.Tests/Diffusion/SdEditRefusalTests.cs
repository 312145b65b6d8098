using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Diffusion;

/// <summary>What a session refuses before it takes any memory.</summary>
[TestFixture(UNetKind.Ddpm)]
[TestFixture(UNetKind.ProgressiveDistillation)]
internal sealed class SdEditRefusalTests(UNetKind kind)
{
    private readonly WeightCollection _weights = WeightFile.Open(SmallUNets.Weights(kind));


    private DiffusionUNet _model = null!;

    [OneTimeSetUp]
    public void LoadModel() => _model = SmallUNets.Load(kind, _weights);

    [OneTimeTearDown]
    public void CloseWeights() => _weights.Dispose();

    [Test]
    public void ASamplerThatDoesNotSuitTheNetworkIsRefused()
    {
        SamplerKind other = kind == UNetKind.Ddpm ? SamplerKind.ProgressiveDistillation : SamplerKind.Ddim;
        string advice = kind == UNetKind.Ddpm ? "use DpmSolverPlusPlus" : "use ProgressiveDistillation";

        Assert.That(
            () => SdEditSession.Open(_model, new float[SmallUNets.Size * SmallUNets.Size * 3], new SdEditOptions { Sampler = new SamplerOptions(other) }),
            Throws.ArgumentException.With.Message.Contains(advice));
    }

    [Test]
    public void PicturesOfAnotherSizeAreRefused() => Assert.That(
        () => SdEditSession.Open(_model, new float[63 * 64 * 3]),
        Throws.ArgumentException.With.Message.Contains("64x64").And.Message.Contains("12288").And.Message.Contains("12096"));

    [TestCase(-1)]
    [TestCase(255)]
    [TestCase(double.NaN)]
    public void AnEditThresholdOutOfItsRangeIsRefused(double steps) => Assert.That(
        () => SdEditSession.Predict(_model, new SdEditOptions { EditThreshold = steps }),
        Throws.ArgumentException.With.Message.Contains("0 to 254"));

    [Test]
    public void AnEditThresholdReplacesTheNetworksOwn()
    {
        Assert.That(new SdEditOptions().SessionFor(_model).Masks, Is.EqualTo(_model.SessionOptions.Masks));
        Assert.That(new SdEditOptions { EditThreshold = 12 }.SessionFor(_model).Masks.Epsilon, Is.EqualTo(24.0 / 255).Within(1e-4));
    }
}
