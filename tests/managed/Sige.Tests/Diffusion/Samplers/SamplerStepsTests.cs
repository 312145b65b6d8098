using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>The time steps and noise levels of runs against published ones.</summary>
internal sealed class SamplerStepsTests
{
    /// <summary>Table 2 of <i>Common Diffusion Noise Schedules and Sample Steps Are Flawed</i>, which counts from 1.</summary>
    [TestCase(TimeStepSpacing.Linspace, new[] { 1000, 889, 778, 667, 556, 445, 334, 223, 112, 1 })]
    [TestCase(TimeStepSpacing.Leading, new[] { 901, 801, 701, 601, 501, 401, 301, 201, 101, 1 })]
    [TestCase(TimeStepSpacing.Trailing, new[] { 1000, 900, 800, 700, 600, 500, 400, 300, 200, 100 })]
    public void SpacingsAreThoseOfThePaper(TimeStepSpacing spacing, int[] expected)
    {
        SamplerOptions options = LatentSamplers.Options(SamplerKind.Ddim, 10) with { Spacing = spacing, StepsOffset = 0 };

        Assert.That(LatentSamplers.Times(Sampler.Create(options)), Is.EqualTo(expected.Select(time => time - 1)));
    }

    [Test]
    public void StableDiffusionsOwnStepsBeginAtOne()
    {
        float[] ddim = LatentSamplers.Times(LatentSamplers.Create(SamplerKind.Ddim, 50));
        float[] plms = LatentSamplers.Times(LatentSamplers.Create(SamplerKind.Plms, 50));

        Assert.That(ddim, Is.EqualTo(Enumerable.Range(0, 50).Select(i => 981 - 20 * i)));
        Assert.That(plms, Is.EqualTo(ddim.Take(2).Concat(ddim.Skip(1))));
    }

    /// <summary>Published runs: 20 steps of the solver, 4 and 8 of LCM, Euler's fractional ones.</summary>
    [TestCase(SamplerKind.DpmSolverPlusPlus, 20, new[] { 999, 949, 899, 849, 799, 749, 699, 649, 599, 549, 500, 450, 400, 350, 300, 250, 200, 150, 100, 50f })]
    [TestCase(SamplerKind.Lcm, 4, new[] { 999, 759, 499, 259f })]
    [TestCase(SamplerKind.Lcm, 8, new[] { 999, 879, 759, 639, 499, 379, 259, 139f })]
    [TestCase(SamplerKind.Euler, 5, new[] { 999, 749.25f, 499.5f, 249.75f, 0 })]
    [TestCase(SamplerKind.EulerAncestral, 3, new[] { 999, 499.5f, 0 })]
    [TestCase(SamplerKind.Euler, 1, new[] { 999f })]
    public void SamplersHaveTheirPublishedSteps(SamplerKind kind, int steps, float[] expected) =>
        Assert.That(LatentSamplers.Times(LatentSamplers.Create(kind, steps)), Is.EqualTo(expected).Within(1e-4));

    /// <summary>A multistep solver counts one step more than it takes.</summary>
    [TestCase(TimeStepSpacing.Leading, new[] { 801, 601, 401, 201 })]
    [TestCase(TimeStepSpacing.Trailing, new[] { 999, 749, 499, 249 })]
    public void ASolverHasSpacingsOfItsOwn(TimeStepSpacing spacing, int[] expected) => Assert.That(
        LatentSamplers.Times(Sampler.Create(LatentSamplers.Options(SamplerKind.DpmSolverPlusPlus, 4) with { Spacing = spacing })), Is.EqualTo(expected));

    /// <summary>14.6146 and 0.0292 are the limits that k-diffusion prints for the model.</summary>
    [Test]
    public void TheNoiseIsThatOfStableDiffusion()
    {
        BetaSchedule schedule = BetaSchedule.Create(BetaCurve.ScaledLinear, 1000, 0.00085, 0.012);

        Assert.That(schedule.AlphaProduct(0), Is.EqualTo(1 - 0.00085).Within(1e-7));
        Assert.That(LatentSamplers.Sigma(schedule.Level(999)), Is.EqualTo(14.6146).Within(1e-3));
        Assert.That(LatentSamplers.Sigma(schedule.Level(0)), Is.EqualTo(0.0292).Within(1e-4));
        Assert.That(schedule.AlphaProduct(999), Is.EqualTo(0.00466).Within(1e-5));
        Assert.That(BetaSchedule.Create(BetaCurve.Linear, 1000, 1e-4, 0.02).AlphaProduct(999), Is.EqualTo(BetaSchedule.Linear().AlphaProduct(999)));
        Assert.That(() => BetaSchedule.Create((BetaCurve)9, 1000, 1e-4, 0.02), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(SamplerKind.Euler)]
    [TestCase(SamplerKind.EulerAncestral)]
    [TestCase(SamplerKind.DpmSolverPlusPlus)]
    public void KarrasLevelsHaveEvenSeventhRoots(SamplerKind kind)
    {
        Sampler sampler = Sampler.Create(LatentSamplers.Options(kind, 7) with { KarrasSigmas = true });
        double[] roots = [.. Enumerable.Range(0, 7).Select(step => Math.Pow(LatentSamplers.Sigma(sampler.Level(step)), 1.0 / 7))];

        Assert.That((sampler.NetworkTime(0), sampler.NetworkTime(6)), Is.EqualTo((999f, 0f)));
        Assert.That(Math.Pow(roots[0], 7), Is.EqualTo(14.6146).Within(1e-3));
        Assert.That(Math.Pow(roots[6], 7), Is.EqualTo(0.0292).Within(1e-4));
        for (int i = 1; i < 7; i++)
            Assert.That(roots[i - 1] - roots[i], Is.EqualTo((roots[0] - roots[6]) / 6).Within(1e-4));
        Assert.That(sampler.Level(7), Is.EqualTo(new SignalNoise(1, 0)));
    }

    /// <summary>Euler's network is told fractions, the solver's the nearest whole step; both lie where the schedule has the level.</summary>
    [TestCase(SamplerKind.Euler, false)]
    [TestCase(SamplerKind.DpmSolverPlusPlus, true)]
    public void KarrasTimesAreThoseOfTheirLevels(SamplerKind kind, bool isWhole)
    {
        var sampler = (BetaSampler)Sampler.Create(LatentSamplers.Options(kind, 12) with { KarrasSigmas = true });

        for (int step = 1; step < 11; step++)
        {
            float time = sampler.NetworkTime(step);
            double sigma = LatentSamplers.Sigma(sampler.Level(step));
            Assert.That(time == MathF.Floor(time), Is.EqualTo(isWhole));
            Assert.That(sigma, Is.InRange(LatentSamplers.Sigma(sampler.Schedule.Level((int)time - (isWhole ? 1 : 0))), LatentSamplers.Sigma(sampler.Schedule.Level((int)time + 1))));
        }
    }

    [TestCase(50, 0.6, 30)]
    [TestCase(50, 0.99, 49)]
    [TestCase(50, 0.001, 1)]
    [TestCase(3, 0.5, 1)]
    [TestCase(20, 1.0, 20)]
    public void AStrengthTakesTheLastSteps(int steps, double strength, int kept)
    {
        foreach (SamplerKind kind in LatentSamplers.Kinds.Where(kind => kind != SamplerKind.Plms))
        {
            SamplerOptions options = LatentSamplers.Options(kind, steps);
            Sampler whole = Sampler.Create(options), part = Sampler.Create(options with { Strength = strength });

            Assert.That(LatentSamplers.Times(part), Is.EqualTo(LatentSamplers.Times(whole)[^kept..]), $"{kind}");
            Assert.That(part.Level(0), Is.EqualTo(whole.Level(steps - kept)), $"{kind}");
        }
    }

    /// <summary>A run that starts part-way has no predictions to join at first, just as one from the beginning.</summary>
    [Test]
    public void PlmsStartsAnewPartWay()
    {
        SamplerOptions options = LatentSamplers.Options(SamplerKind.Plms, 10);

        Assert.That(LatentSamplers.Times(Sampler.Create(options with { Strength = 0.4 })), Is.EqualTo(new[] { 301f, 201f, 201f, 101f, 1f }));
        Assert.That(LatentSamplers.Times(Sampler.Create(options with { Strength = 0.1 })), Is.EqualTo(new[] { 1f }));
    }

    [Test]
    public void ARunEndsWhereItIsTold([Values(SamplerKind.Ddim, SamplerKind.Plms, SamplerKind.DpmSolverPlusPlus)] SamplerKind kind)
    {
        SamplerOptions options = LatentSamplers.Options(kind, 10);
        Sampler clean = Sampler.Create(options with { EndsClean = true }), noised = Sampler.Create(options with { EndsClean = false });

        Assert.That(clean.Level(clean.StepCount), Is.EqualTo(new SignalNoise(1, 0)));
        Assert.That(noised.Level(noised.StepCount), Is.EqualTo(((BetaSampler)noised).Schedule.Level(0)));
    }

    [Test]
    public void NumbersOutOfRangeAreRefused()
    {
        Refuse(LatentSamplers.Options(SamplerKind.Ddim, 0), "between 1 and 1000");
        Refuse(LatentSamplers.Options(SamplerKind.Ddim, 1001), "between 1 and 1000");
        Refuse(LatentSamplers.Options(SamplerKind.DpmSolverPlusPlus, 1000), "between 1 and 999");
        Refuse(LatentSamplers.Options(SamplerKind.Lcm, 51), "between 1 and 50");
        Refuse(LatentSamplers.Options(SamplerKind.Lcm, 4) with { DistilledSteps = 1001 }, "distilled steps lies between 1 and 1000");
        Refuse(LatentSamplers.Options(SamplerKind.Ddim, 1000), "The first of 1000 steps with leading spacing lies at 1000 of 1000: their offset lies between 0 and 0");
        Refuse(LatentSamplers.Options(SamplerKind.Ddim, 10) with { StepsOffset = -1 }, "between 0 and 99");
        Refuse(LatentSamplers.Options(SamplerKind.Euler, 1001) with { KarrasSigmas = true }, "between 1 and 1000");
        foreach (double strength in (double[])[0, -1, 1.01, double.NaN])
            Refuse(LatentSamplers.Options(SamplerKind.Ddim, 10) with { Strength = strength }, "strength lies above 0");
        Refuse(LatentSamplers.Options(SamplerKind.Ddim, 10) with { Spacing = (TimeStepSpacing)9 }, "no such spacing");
    }

    [Test]
    public void OptionsThatDoNotGoTogetherAreRefused()
    {
        Refuse(new SamplerOptions(SamplerKind.Ddim) { Strength = 0.5 }, "need a spacing other than Uniform");
        Refuse(new SamplerOptions(SamplerKind.Euler) { KarrasSigmas = true }, "need a spacing other than Uniform");
        Refuse(new SamplerOptions(SamplerKind.ProgressiveDistillation) { Strength = 0.5 }, "need a spacing other than Uniform");
        Refuse(LatentSamplers.Options(SamplerKind.Plms, 10) with { KarrasSigmas = true }, "not for Plms");
        Refuse(LatentSamplers.Options(SamplerKind.Ddpm, 10), "takes Uniform steps, not Linspace");
        Refuse(LatentSamplers.Options(SamplerKind.DpmSolver, 10) with { EndsClean = true }, "EndsClean is expected to be false");
        Refuse(LatentSamplers.Options(SamplerKind.ProgressiveDistillation, 5), "steps with predictions of picture and noise, not Linspace steps with Noise");
        Refuse(LatentSamplers.Options(SamplerKind.Ddim, 10) with { Prediction = PredictionKind.PictureAndNoise }, "the velocity or the picture alone");
    }

    private static void Refuse(SamplerOptions options, string message) =>
        Assert.That(() => Sampler.Create(options), Throws.InstanceOf<ArgumentException>().With.Message.Contains(message));
}
