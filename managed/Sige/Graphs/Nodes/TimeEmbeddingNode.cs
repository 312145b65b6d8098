using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>
/// Sines and cosines of a time at frequencies that fall from 1 to about 1/10000: with half the channels h, frequency i is
/// exp(-ln(10000) i / (h - downscale shift)).
/// </summary>
/// <remarks>
/// Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, and its reference implementation, where the
/// downscale shift is 1.
/// </remarks>
public sealed class TimeEmbeddingNode : Node
{
    internal TimeEmbeddingNode(string name, Value time, int channels, EmbeddingOrder order, float downscaleShift)
        : base(name, [time], time.Shape with { C = channels })
    {
        Order = order;
        DownscaleShift = downscaleShift;
    }

    /// <summary>The time of each image, [N, 1, 1, 1].</summary>
    public Value Time => Inputs[0];

    /// <summary>Which half comes first.</summary>
    public EmbeddingOrder Order { get; }

    /// <summary>What is taken off half the channels in the divisor of the exponent.</summary>
    public float DownscaleShift { get; }

    /// <summary>The frequencies in float32, as the reference computes them: one rounding for each operation.</summary>
    internal float[] Frequencies()
    {
        var frequencies = new float[Output.Shape.C / 2];
        float step = (float)(-Math.Log(10000) / (frequencies.Length - (double)DownscaleShift));
        for (int i = 0; i < frequencies.Length; i++)
            frequencies[i] = MathF.Exp(i * step);
        return frequencies;
    }
}
