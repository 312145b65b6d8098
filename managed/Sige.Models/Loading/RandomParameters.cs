using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Makes up a network's constants: same seed and name, same values. For benches and tests.</summary>
/// <remarks>
/// Filters are uniform with the variance 2 / fan-in that keeps activations in range behind a ReLU (He et al., <i>Delving
/// Deep into Rectifiers</i>, ICCV 2015, equation 10); those of gamma and beta are a quarter as wide, so that modulation does
/// not blow up; running variances and the scales of normalisations lie around 1, everything else around 0.
/// </remarks>
/// <param name="seed">Any number.</param>
public sealed class RandomParameters(ulong seed) : ParameterSource
{
    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape) => new(name, shape, () => Generate(name, shape));

    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    private static (float Center, float Spread) Range(string name, WeightShape shape)
    {
        if (name.EndsWith("running_var", StringComparison.Ordinal))
            return (1, 0.5f);
        if (shape.Rank < 2)
            return (name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0, 0.1f);
        float gain = name.Contains("mlp_gamma", StringComparison.Ordinal) || name.Contains("mlp_beta", StringComparison.Ordinal) ? 0.25f : 1;
        return (0, gain * MathF.Sqrt(6f * shape[0] / shape.ElementCount));
    }

    private float[] Generate(string name, WeightShape shape)
    {
        (float center, float spread) = Range(name, shape);
        var values = new float[shape.ElementCount];
        ulong state = (seed ^ Hash(name)) | 1;
        for (int i = 0; i < values.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            float uniform = (state >> 40) * (2f / (1 << 24)) - 1;
            values[i] = center + spread * uniform;
        }

        return values;
    }
}
