using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>Latent consistency: a picture at every step, noised again.</summary>
internal sealed class LcmSamplerTests
{
    private static readonly float[] Start = LatentSamplers.Normal(seed: 5, 64);
    private static readonly float[] Noise = LatentSamplers.Normal(seed: 6, 64);

    /// <summary>At time 0 the state itself is the picture; at the times that are visited nearly all is the prediction.</summary>
    [Test]
    public void TheMixMeetsItsBoundary()
    {
        Assert.That(LcmSampler.Mix(0), Is.EqualTo((1f, 0f)));
        (float state, float picture) = LcmSampler.Mix(0.05f);
        Assert.That((state, picture), Is.EqualTo((0.5f, MathF.Sqrt(0.5f))), "where the scaled time is the pictures' spread");
        (state, picture) = LcmSampler.Mix(259);
        Assert.That(state, Is.EqualTo(0.25 / (2590.0 * 2590 + 0.25)).Within(1e-12));
        Assert.That(picture, Is.EqualTo(1).Within(1e-6));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void AStepIsItsFormula(int step)
    {
        Sampler sampler = LatentSamplers.Create(SamplerKind.Lcm, 4);
        float[] state = [.. Start], prediction = LatentSamplers.Normal(7, 64);
        SignalNoise level = sampler.Level(step), next = sampler.Level(step + 1);
        (float ofState, float ofPicture) = LcmSampler.Mix(sampler.NetworkTime(step));

        sampler.Step(step, state, prediction, Noise, []);

        float[] expected = [.. Start.Select((x, i) =>
            next.Signal * (ofPicture * (x - level.Noise * prediction[i]) / level.Signal + ofState * x) + next.Noise * Noise[i])];
        Assert.That(Difference.Maximum(state, expected), Is.LessThan(2e-5));
        Assert.That(next.Noise == 0, Is.EqualTo(step == 3), "the last step adds nothing");
    }

    /// <summary>A network that knows the end of each path draws from the data in any number of steps.</summary>
    [TestCase(1)]
    [TestCase(4)]
    public void AnExactNetworkDrawsFromTheData(int steps)
    {
        GaussianNetwork data = new(0.4, 0.7);
        Sampler sampler = Sampler.Create(LatentSamplers.Options(SamplerKind.Lcm, steps) with { Prediction = PredictionKind.Picture });
        float[] state = LatentSamplers.Normal(seed: 8, 20_000);
        var noise = new float[state.Length];
        var generator = new TorchGenerator(9);
        for (int step = 0; step < steps; step++)
        {
            generator.NextRandn(noise);
            sampler.Step(step, state, data.Follow(state, sampler.Level(step), new SignalNoise(1, 0)), noise, []);
        }

        double mean = state.Average(), deviation = Math.Sqrt(state.Average(x => (x - mean) * (x - mean)));
        Assert.That(mean, Is.EqualTo(0.4).Within(0.03));
        Assert.That(deviation, Is.EqualTo(0.7).Within(0.02));
    }
}
