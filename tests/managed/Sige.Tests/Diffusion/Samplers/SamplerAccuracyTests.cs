using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>Runs with an exact network end where the known path ends, the nearer the finer the steps.</summary>
internal sealed class SamplerAccuracyTests
{
    private static readonly GaussianNetwork Network = new(0.4, 0.7);
    private static readonly float[] Start = LatentSamplers.Normal(seed: 5, 256);

    /// <summary>
    /// Of first order half the width leaves half the error, of second a quarter, and PLMS is of second at its start and of fourth then. Looked at
    /// where noise level 199 of 1000 is reached: the step that ends without noise is of first order in every sampler.
    /// </summary>
    [TestCase(SamplerKind.Ddim, 0.4, 0.6)]
    [TestCase(SamplerKind.Euler, 0.4, 0.6)]
    [TestCase(SamplerKind.DpmSolverPlusPlus, 0.15, 0.3)]
    [TestCase(SamplerKind.DpmSolver, 0.15, 0.3)]
    [TestCase(SamplerKind.Plms, 0.03, 0.3)]
    public void ErrorsShrinkWithTheOrderOfTheSampler(SamplerKind kind, double least, double most)
    {
        double Error(int count)
        {
            Sampler sampler = Sampler.Create(LatentSamplers.Options(kind, count) with { Spacing = TimeStepSpacing.Trailing });
            int steps = Array.IndexOf(LatentSamplers.Times(sampler), 199);
            return Difference.RootMeanSquare(Network.Run(sampler, Start, steps: steps), Network.Follow(Start, sampler.Level(0), sampler.Level(steps)));
        }

        double[] errors = [Error(20), Error(40), Error(100)];

        TestContext.Out.WriteLine($"{kind}: {string.Join(", ", errors.Select(error => $"{error:0.0e0}"))}");
        Assert.That(errors[1] / errors[0], Is.InRange(least, most));
        Assert.That(errors[2], Is.LessThan(errors[1]));
    }

    [TestCase(SamplerKind.Ddim, false, 0.02)]
    [TestCase(SamplerKind.Euler, true, 0.02)]
    [TestCase(SamplerKind.Plms, false, 0.01)]
    [TestCase(SamplerKind.DpmSolverPlusPlus, false, 0.01)]
    [TestCase(SamplerKind.DpmSolverPlusPlus, true, 0.001)]
    public void AWholeRunEndsOnThePath(SamplerKind kind, bool karras, double most)
    {
        Sampler sampler = Sampler.Create(LatentSamplers.Options(kind, 80) with { Spacing = TimeStepSpacing.Trailing, EndsClean = true, KarrasSigmas = karras });

        double error = Difference.RootMeanSquare(Network.Run(sampler, Start), Network.Follow(Start, sampler.Level(0), new SignalNoise(1, 0)));

        TestContext.Out.WriteLine($"{kind}, Karras {karras}: {error:0.0e0}");
        Assert.That(error, Is.LessThan(most));
    }

    /// <summary>With noise in each step runs draw pictures: their mean and spread are those of the data, within the error of 20000 draws and of the steps.</summary>
    [TestCase(SamplerKind.EulerAncestral, 100)]
    [TestCase(SamplerKind.Ddim, 100)]
    public void SamplersWithNoiseDrawFromTheData(SamplerKind kind, int steps)
    {
        Sampler sampler = Sampler.Create(LatentSamplers.Options(kind, steps) with { Eta = 1, Spacing = TimeStepSpacing.Trailing, EndsClean = true });

        float[] pictures = Network.Run(sampler, LatentSamplers.Normal(seed: 8, 20_000), new TorchGenerator(9));

        double mean = pictures.Average(), deviation = Math.Sqrt(pictures.Average(x => (x - mean) * (x - mean)));
        TestContext.Out.WriteLine($"{kind}: {mean:0.000}, {deviation:0.000}");
        Assert.That(mean, Is.EqualTo(0.4).Within(0.03));
        Assert.That(deviation, Is.EqualTo(0.7).Within(0.03));
    }
}
