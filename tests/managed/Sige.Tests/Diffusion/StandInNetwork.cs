using Sige.Diffusion;

namespace Sige.Tests.Diffusion;

/// <summary>The formula that stands in for a network in the recorded sampler runs; see <c>samplers.json</c>.</summary>
internal static class StandInNetwork
{
    public static float[] Predict(PredictionKind kind, ReadOnlySpan<float> state, float time)
    {
        if (kind == PredictionKind.Noise)
            return Array.ConvertAll(state.ToArray(), x => Noise(x, time));
        var prediction = new float[2 * state.Length];
        for (int i = 0; i < state.Length; i++)
        {
            int start = i / 3 * 6 + i % 3;
            prediction[start] = 0.5f * MathF.Tanh(state[i]);
            prediction[start + 3] = Noise(state[i], time);
        }

        return prediction;
    }

    private static float Noise(float x, float time) => 0.3f * x + 0.1f * MathF.Sin(3 * x + 0.01f * time);
}
