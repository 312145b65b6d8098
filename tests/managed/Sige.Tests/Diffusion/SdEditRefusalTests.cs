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
}
