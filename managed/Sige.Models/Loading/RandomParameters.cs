using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Makes up a network's constants: same seed and name, same values; another seed, others. For benches and tests.</summary>
/// <remarks>
/// Filters are uniform with the variance 2 / fan-in that keeps activations in range behind a ReLU (He et al., <i>Delving
/// Deep into Rectifiers</i>, ICCV 2015, equation 10); those of gamma and beta are a quarter as wide, so that modulation does
/// not blow up; running variances and the scales of normalisations lie around 1, everything else around 0.
/// </remarks>
/// <param name="seed">Any number.</param>
public sealed class RandomParameters(ulong seed) : ParameterSource
{
    /// <summary>2^64 over the golden ratio, odd.</summary>
    private const ulong Golden = 0x9e3779b97f4a7c15;

    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape) => new(name, shape, () => Generate(name, shape));

    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    /// <summary>
    /// Where a seed's numbers for a name begin. All bits of the seed count, and near seeds begin far from each other: a xorshift of states
    /// that differ in a bit gives numbers that are alike at first.
    /// </summary>
    /// <remarks>Source: Steele, Lea and Flood, <i>Fast Splittable Pseudorandom Number Generators</i>, OOPSLA 2014: the finisher of SplitMix64.</remarks>
    private static ulong State(ulong seed, string name)
    {
        ulong state = (seed * Golden) ^ Hash(name);
        state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
        state ^= state >> 31;
        return state == 0 ? Golden : state;
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
        ulong state = State(seed, name);
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
