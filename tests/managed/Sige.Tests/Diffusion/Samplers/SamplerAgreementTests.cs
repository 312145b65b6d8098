using NUnit.Framework;
using Sige.Diffusion;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>What the formulas of samplers have in common, each written here as its paper has it.</summary>
internal sealed class SamplerAgreementTests
{
    private const float Exactness = 2e-5f;

    private static readonly GaussianNetwork Network = new(0.4, 0.7);
    private static readonly float[] Start = LatentSamplers.Normal(seed: 5, 64);
    private static readonly float[] Noise = LatentSamplers.Normal(seed: 6, 64);

    [Test]
    public void DdimIsItsFormula()
    {
        Sampler sampler = LatentSamplers.Create(SamplerKind.Ddim, 20);
        float[] state = [.. Start], noise = LatentSamplers.Normal(7, 64);
        (double signal, double sigma) = Parts(sampler.Level(8));
        (double nextSignal, double nextSigma) = Parts(sampler.Level(9));

        sampler.Step(8, state, noise, [], []);

        Assert.That(Difference.Maximum(state, Formula(x => nextSignal * (x.State - sigma * x.Noise) / signal + nextSigma * x.Noise, noise)), Is.LessThan(Exactness));
    }

    /// <summary>Euler's own variables: the state over the signal, and a step along the noise's standard deviation.</summary>
    [Test]
    public void EulerIsItsFormula([Values] bool karras)
    {
        Sampler sampler = Sampler.Create(LatentSamplers.Options(SamplerKind.Euler, 20) with { KarrasSigmas = karras });
        float[] state = [.. Start], noise = LatentSamplers.Normal(7, 64);
        double sigma = LatentSamplers.Sigma(sampler.Level(8)), next = LatentSamplers.Sigma(sampler.Level(9));

        sampler.Step(8, state, noise, [], []);

        Assert.That(
            Difference.Maximum(state, Formula(x => (Scale(sigma) * x.State + (next - sigma) * x.Noise) / Scale(next), noise)), Is.LessThan(Exactness));
    }

    [Test]
    public void EulerAncestralIsItsFormula()
    {
        Sampler sampler = LatentSamplers.Create(SamplerKind.EulerAncestral, 20);
        float[] state = [.. Start], prediction = LatentSamplers.Normal(7, 64);
        double sigma = LatentSamplers.Sigma(sampler.Level(8)), next = LatentSamplers.Sigma(sampler.Level(9));
        double up = Math.Sqrt(next * next * (sigma * sigma - next * next) / (sigma * sigma)), down = Math.Sqrt(next * next - up * up);

        sampler.Step(8, state, prediction, Noise, []);

        float[] expected = [.. Start.Select((x, i) => (float)((Scale(sigma) * x + (down - sigma) * prediction[i] + up * Noise[i]) / Scale(next)))];
        Assert.That(Difference.Maximum(state, expected), Is.LessThan(Exactness));
    }

    [Test]
    public void EulerIsDdimAndEulerAncestralDdimWithAllNoise([Values(TimeStepSpacing.Leading, TimeStepSpacing.Trailing)] TimeStepSpacing spacing)
    {
        SamplerOptions ddim = LatentSamplers.Options(SamplerKind.Ddim, 15) with { Spacing = spacing, EndsClean = true };
        SamplerOptions Of(SamplerKind kind) => LatentSamplers.Options(kind, 15) with { Spacing = spacing };

        Assert.That(Network.Run(Sampler.Create(Of(SamplerKind.Euler)), Start), Is.EqualTo(Network.Run(Sampler.Create(ddim), Start)));
        Assert.That(
            Network.Run(Sampler.Create(Of(SamplerKind.EulerAncestral)), Start, new TorchGenerator(3)),
            Is.EqualTo(Network.Run(Sampler.Create(ddim with { Eta = 1 }), Start, new TorchGenerator(3))));
    }

    /// <summary>Both solvers' steps of first order, the last of a clean run among them.</summary>
    [TestCase(SamplerKind.DpmSolverPlusPlus, 0)]
    [TestCase(SamplerKind.DpmSolverPlusPlus, 19)]
    [TestCase(SamplerKind.DpmSolver, 0)]
    public void ASolverOfFirstOrderIsDdim(SamplerKind kind, int step)
    {
        Sampler solver = Sampler.Create(LatentSamplers.Options(kind, 20) with { Spacing = TimeStepSpacing.Trailing });
        Sampler ddim = Sampler.Create(LatentSamplers.Options(SamplerKind.Ddim, 20) with { Spacing = TimeStepSpacing.Trailing, EndsClean = true });
        float[] state = [.. Start], expected = [.. Start];
        float[] prediction = Network.Predict(PredictionKind.Noise, Start, ddim.Level(step));

        solver.Step(step, state, prediction, [], new float[64]);
        ddim.Step(step, expected, prediction, [], []);

        Assert.That(Difference.Maximum(state, expected), Is.LessThan(Exactness));
    }

    /// <summary>Algorithm 2 of DPM-Solver++ in the middle of a run.</summary>
    [Test]
    public void TheSolverIsItsFormula([Values] bool karras)
    {
        Sampler sampler = Sampler.Create(LatentSamplers.Options(SamplerKind.DpmSolverPlusPlus, 20) with { KarrasSigmas = karras });
        float[] state = [.. Start], prediction = LatentSamplers.Normal(7, 64), before = LatentSamplers.Normal(8, 64), history = [.. before];
        (double signal, double sigma) = Parts(sampler.Level(8));
        (double nextSignal, double nextSigma) = Parts(sampler.Level(9));
        double Lambda(int step) => -Math.Log(LatentSamplers.Sigma(sampler.Level(step)));
        double h = Lambda(9) - Lambda(8), ratio = (Lambda(8) - Lambda(7)) / h;

        sampler.Step(8, state, prediction, [], history);

        float[] expected = [.. Start.Select((x, i) =>
        {
            double picture = (x - sigma * prediction[i]) / signal;
            double slope = (1 + 1 / (2 * ratio)) * picture - before[i] / (2 * ratio);
            return (float)(nextSigma / sigma * x - nextSignal * (Math.Exp(-h) - 1) * slope);
        })];
        Assert.That(Difference.Maximum(state, expected), Is.LessThan(Exactness));
        Assert.That(Difference.Maximum(history, [.. Start.Zip(prediction, (x, e) => (float)((x - sigma * e) / signal))]), Is.LessThan(Exactness));
    }

    /// <summary>The first five askings of the network: two for the first step, then two, three and four predictions joined.</summary>
    [Test]
    public void PlmsJoinsWhatItHas()
    {
        Sampler plms = LatentSamplers.Create(SamplerKind.Plms, 8);
        float[][] predictions = [.. Enumerable.Range(10, 6).Select(seed => LatentSamplers.Normal((ulong)seed, 64))];
        float[] state = [.. Start], history = new float[plms.HistoryLength * 64];
        history.AsSpan().Fill(float.NaN);
        float[] Joined(params (int Prediction, double Factor)[] parts) => [.. Enumerable.Range(0, 64).Select(i => (float)parts.Sum(part => part.Factor * predictions[part.Prediction][i]))];
        float[] second = Ddim(plms, 0, 2, Start, Joined((0, 0.5), (1, 0.5)));
        float[] third = Ddim(plms, 2, 3, second, Joined((2, 1.5), (0, -0.5)));
        float[] fourth = Ddim(plms, 3, 4, third, Joined((3, 23.0 / 12), (2, -16.0 / 12), (0, 5.0 / 12)));
        float[] fifth = Ddim(plms, 4, 5, fourth, Joined((4, 55.0 / 24), (3, -59.0 / 24), (2, 37.0 / 24), (0, -9.0 / 24)));
        float[] sixth = Ddim(plms, 5, 6, fifth, Joined((5, 55.0 / 24), (4, -59.0 / 24), (3, 37.0 / 24), (2, -9.0 / 24)));
        float[][] expected = [Ddim(plms, 0, 1, Start, predictions[0]), second, third, fourth, fifth, sixth];

        Assert.That(plms.Level(2), Is.EqualTo(plms.Level(1)));
        for (int step = 0; step < 6; step++)
        {
            plms.Step(step, state, predictions[step], [], history);
            Assert.That(Difference.Maximum(state, expected[step]), Is.LessThan(4 * Exactness), $"step {step}");
        }
    }

    [Test]
    public void AKindOfPredictionMakesNoDifference([ValueSource(typeof(LatentSamplers), nameof(LatentSamplers.Kinds))] SamplerKind kind)
    {
        SamplerOptions options = LatentSamplers.Options(kind, 12);
        float[] Run(PredictionKind prediction) => Network.Run(Sampler.Create(options with { Prediction = prediction }), Start, new TorchGenerator(3));

        float[] noise = Run(PredictionKind.Noise);

        Assert.That(Difference.Maximum(Run(PredictionKind.Velocity), noise), Is.LessThan(2e-4));
        Assert.That(Difference.Maximum(Run(PredictionKind.Picture), noise), Is.LessThan(2e-4));
    }

    /// <summary>A mask splits a run into parts of the picture, each with its part of the history.</summary>
    [Test]
    public void EachElementDependsOnItselfAlone([ValueSource(typeof(LatentSamplers), nameof(LatentSamplers.Kinds))] SamplerKind kind)
    {
        Sampler sampler = LatentSamplers.Create(kind, 6);

        float[] whole = Network.Run(sampler, Start), part = Network.Run(sampler, Start[10..30]);

        Assert.That(part, Is.EqualTo(whole[10..30]));
    }

    private static float[] Ddim(Sampler levels, int from, int to, float[] state, float[] noise)
    {
        (double signal, double sigma) = Parts(levels.Level(from));
        (double nextSignal, double nextSigma) = Parts(levels.Level(to));
        return [.. state.Zip(noise, (x, e) => (float)(nextSignal * (x - sigma * e) / signal + nextSigma * e))];
    }

    private static float[] Formula(Func<(double State, double Noise), double> formula, float[] noise) =>
        [.. Start.Zip(noise, (x, e) => (float)formula((x, e)))];

    private static (double Signal, double Noise) Parts(SignalNoise level) => (level.Signal, level.Noise);

    private static double Scale(double sigma) => Math.Sqrt(1 + sigma * sigma);
}
