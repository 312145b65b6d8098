using Sige.Diffusion;

namespace Sige.Tests.Diffusion;

/// <summary>The plain loop over a sampler's steps with the stand-in network.</summary>
internal static class SamplerRun
{
    /// <param name="sampler">Takes the steps.</param>
    /// <param name="start">The noised picture.</param>
    /// <param name="nextNoise">Fills a step's noise; not called for samplers that add none.</param>
    /// <param name="afterStep">Is given the state and how many steps are done.</param>
    public static float[] Run(Sampler sampler, float[] start, Action<float[]>? nextNoise = null, Action<float[], int>? afterStep = null)
    {
        float[] state = [.. start];
        float[] noise = new float[sampler.AddsNoise ? state.Length : 0];
        float[] history = new float[sampler.HistoryLength * state.Length];
        history.AsSpan().Fill(float.NaN);
        for (int step = 0; step < sampler.StepCount; step++)
        {
            float[] prediction = StandInNetwork.Predict(sampler.Prediction, state, sampler.NetworkTime(step));
            if (sampler.AddsNoise)
                nextNoise!(noise);
            sampler.Step(step, state, prediction, noise, history);
            afterStep?.Invoke(state, step + 1);
        }

        return state;
    }
}
