using Sige.Diffusion;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>
/// The exact prediction for pictures whose elements are independent normal numbers: noised ones are normal too, so the expected noise, and the
/// end of the deterministic path through a state, are known in closed form.
/// </summary>
/// <param name="Mean">Mean of the pictures' elements.</param>
/// <param name="Deviation">Their standard deviation.</param>
internal readonly record struct GaussianNetwork(double Mean, double Deviation)
{
    /// <summary>What is expected of a state.</summary>
    public float[] Predict(PredictionKind kind, ReadOnlySpan<float> state, SignalNoise level)
    {
        var prediction = new float[state.Length];
        double variance = Variance(level);
        for (int i = 0; i < state.Length; i++)
        {
            double offset = (state[i] - level.Signal * Mean) / variance;
            double noise = level.Noise * offset;
            double picture = Mean + level.Signal * Deviation * Deviation * offset;
            prediction[i] = (float)(kind switch
            {
                PredictionKind.Noise => noise,
                PredictionKind.Picture => picture,
                _ => level.Signal * noise - level.Noise * picture,
            });
        }

        return prediction;
    }

    /// <summary>Where the path of the probability flow that goes through states of one level is at another.</summary>
    public float[] Follow(ReadOnlySpan<float> state, SignalNoise from, SignalNoise to)
    {
        var end = new float[state.Length];
        double factor = Math.Sqrt(Variance(to) / Variance(from));
        for (int i = 0; i < state.Length; i++)
            end[i] = (float)(to.Signal * Mean + factor * (state[i] - from.Signal * Mean));
        return end;
    }

    /// <summary>Runs a sampler, to its end or for some steps.</summary>
    public float[] Run(Sampler sampler, ReadOnlySpan<float> start, TorchGenerator? generator = null, int? steps = null)
    {
        float[] state = start.ToArray();
        var noise = new float[sampler.AddsNoise ? state.Length : 0];
        var history = new float[sampler.HistoryLength * state.Length];
        history.AsSpan().Fill(float.NaN);
        for (int step = 0; step < (steps ?? sampler.StepCount); step++)
        {
            generator?.NextRandn(noise);
            sampler.Step(step, state, Predict(sampler.Prediction, state, sampler.Level(step)), noise, history);
        }

        return state;
    }

    private double Variance(SignalNoise level) =>
        (double)level.Signal * level.Signal * Deviation * Deviation + (double)level.Noise * level.Noise;
}
