using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion;

/// <summary>What the papers say of samplers that no run was recorded of.</summary>
internal sealed class SamplerPropertyTests
{
    private static readonly float[] Start = Normal(seed: 1, 48);

    /// <summary>The posterior's smaller variance; the reference's ancestral step has the larger one, beta.</summary>
    [Test]
    public void DdimWithEtaOneAddsTheVarianceOfThePosterior()
    {
        Sampler sampler = Sampler.Create(new SamplerOptions(SamplerKind.Ddim) { Eta = 1 });
        BetaSchedule schedule = ((BetaSampler)sampler).Schedule;
        int step = 7;
        float alpha = schedule.AlphaProduct(sampler.TimeStep(step));
        float next = schedule.AlphaProduct(sampler.TimeStep(step + 1));
        double expected = Math.Sqrt((1 - alpha / next) * (1.0 - next) / (1 - alpha));

        Assert.That(NoiseFactor(sampler, step), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void DdimWithEtaOneHasTheMeanOfTheAncestralStep()
    {
        Sampler ddim = Sampler.Create(new SamplerOptions(SamplerKind.Ddim) { Eta = 1 });
        Sampler ancestral = Sampler.Create(new SamplerOptions(SamplerKind.Ddpm) { Steps = 50 });
        float[] state = [0.1f, -0.2f, 0.3f];
        float[] prediction = [0.2f, -0.1f, 0.15f];
        float[] expected = [.. state];

        ancestral.Step(20, expected, prediction, new float[3], []);
        ddim.Step(20, state, prediction, new float[3], []);

        Assert.That(Difference.Maximum(state, expected), Is.LessThan(1e-5));
    }

    [Test]
    public void TheAncestralStepAddsBetaButNothingInTheLast()
    {
        Sampler sampler = Sampler.Create(new SamplerOptions(SamplerKind.Ddpm));

        Assert.That(NoiseFactor(sampler, 0), Is.EqualTo(Math.Sqrt(1e-4 + (0.02 - 1e-4) * 499 / 999)).Within(1e-5));
        Assert.That(NoiseFactor(sampler, sampler.StepCount - 1), Is.EqualTo(0));
    }

    [Test]
    public void DdimWithEtaBetweenScalesTheAddedNoise()
    {
        Sampler half = Sampler.Create(new SamplerOptions(SamplerKind.Ddim) { Eta = 0.5 });
        Sampler whole = Sampler.Create(new SamplerOptions(SamplerKind.Ddim) { Eta = 1 });

        Assert.That(NoiseFactor(half, 3), Is.EqualTo(0.5 * NoiseFactor(whole, 3)).Within(1e-6));
        Assert.That(Sampler.Create(new SamplerOptions(SamplerKind.Ddim)).AddsNoise, Is.False);
    }

    /// <summary>The solver of first order is DDIM (DPM-Solver, section 4.1), on the solver's own levels: one time step later.</summary>
    [Test]
    public void TheSolversFirstStepIsThatOfDdim()
    {
        Sampler solver = Sampler.Create(new SamplerOptions(SamplerKind.DpmSolver));
        BetaSchedule schedule = ((BetaSampler)solver).Schedule;
        float[] prediction = StandInNetwork.Predict(PredictionKind.Noise, Start, 450);
        float[] state = [.. Start];

        solver.Step(0, state, prediction, [], new float[state.Length]);

        SignalNoise from = schedule.Level(451);
        SignalNoise to = schedule.Level(401);
        float[] expected = [.. Start.Zip(prediction, (x, e) => to.Signal * (x - from.Noise * e) / from.Signal + to.Noise * e)];
        Assert.That(Difference.Maximum(state, expected), Is.LessThan(1e-5));
    }

    /// <summary>
    /// From one start to one end in ever more steps: of second order, so half the width leaves less than half the error. The
    /// solver's levels are those of one time step later, so it ends a hundredth away from fine DDIM.
    /// </summary>
    [TestCase(SamplerKind.DpmSolverPlusPlus)]
    [TestCase(SamplerKind.DpmSolver)]
    public void TheSolverNearsTheFineRunAsStepsGrow(SamplerKind kind)
    {
        float[] fine = SamplerRun.Run(Sampler.Create(From480(kind, width: 1)), Start);
        float[] ddim = SamplerRun.Run(Sampler.Create(From480(SamplerKind.Ddim, width: 1)), Start);
        double Error(int width) => Difference.RootMeanSquare(SamplerRun.Run(Sampler.Create(From480(kind, width)), Start), fine);

        (double wide, double half, double narrow) = (Error(48), Error(24), Error(12));

        TestContext.Out.WriteLine($"48: {wide:0.0e0}, 24: {half:0.0e0}, 12: {narrow:0.0e0}");
        Assert.That(half, Is.LessThan(0.45 * wide));
        Assert.That(narrow, Is.LessThan(0.45 * half));
        Assert.That(Difference.RootMeanSquare(fine, ddim), Is.LessThan(1.2e-2));
    }

    [TestCase(1, new[] { 1 })]
    [TestCase(4, new[] { 1, 2, 2, 1 })]
    [TestCase(10, new[] { 1, 2, 2, 2, 2, 2, 2, 2, 2, 2 })]
    public void TheSolverIsOfFirstOrderAtTheEndsOfShortRuns(int steps, int[] orders)
    {
        var sampler = (DpmSolverSampler)Sampler.Create(Solver(SamplerKind.DpmSolverPlusPlus, steps));

        Assert.That(Enumerable.Range(0, sampler.StepCount).Select(sampler.Order), Is.EqualTo(orders));
    }

    [Test]
    public void AnyNoiseLevelOfTheDiffusionRuns([Values] SamplerKind kind)
    {
        SamplerOptions options = new(kind);
        float[] result = SamplerRun.Run(
            Sampler.Create(options with { NoiseLevel = options.TotalSteps, Steps = options.TotalSteps }), Start, noise => noise.AsSpan().Clear());

        Assert.That(result, Has.All.InRange(-100f, 100f));
    }

    [Test]
    public void AnUnevenDivisionTakesOneMoreStep()
    {
        Sampler sampler = Sampler.Create(new SamplerOptions(SamplerKind.Ddim) { Steps = 3, NoiseLevel = 10 });

        Assert.That(Enumerable.Range(0, sampler.StepCount).Select(sampler.NetworkTime), Is.EqualTo(new[] { 9f, 6f, 3f, 0f }));
    }

    [TestCase(0, 500, 1000, 0.0, "steps")]
    [TestCase(501, 500, 1000, 0.0, "noise level, 500")]
    [TestCase(10, 1001, 1000, 0.0, "between 1 and 1000")]
    [TestCase(10, 0, 1000, 0.0, "between 1 and 1000")]
    [TestCase(1, 1, 1, 0.0, "2 time steps")]
    [TestCase(10, 500, 1000, 1.5, "Eta")]
    [TestCase(10, 500, 1000, double.NaN, "Eta")]
    public void NumbersOutOfRangeAreRefused(int steps, int level, int total, double eta, string message)
    {
        var options = new SamplerOptions(SamplerKind.Ddim) { Steps = steps, NoiseLevel = level, TotalSteps = total, Eta = eta };

        Assert.That(() => Sampler.Create(options), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains(message));
    }

    [Test]
    public void BuffersOfTheWrongLengthAreRefused()
    {
        Sampler sampler = Sampler.Create(new SamplerOptions(SamplerKind.ProgressiveDistillation));

        Assert.That(
            () => sampler.Step(0, new float[6], new float[6], [], []),
            Throws.ArgumentException.With.Message.Contains("Expected 12 elements but found 6"));
        Assert.That(() => sampler.Step(5, new float[6], new float[12], [], []), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static SamplerOptions Solver(SamplerKind kind, int steps) => new(kind) { Steps = steps };

    private static SamplerOptions From480(SamplerKind kind, int width) =>
        new(kind) { NoiseLevel = 480 + width, Steps = (480 + width) / width };

    private static double NoiseFactor(Sampler sampler, int step)
    {
        float[] state = [0];
        sampler.Step(step, state, [0], [1], []);
        return state[0];
    }

    private static float[] Normal(ulong seed, int count)
    {
        var values = new float[count];
        new TorchGenerator(seed).NextRandn(values);
        return values;
    }
}
