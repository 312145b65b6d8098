using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

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

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new TimeEmbeddingStep(Name, Order, DownscaleShift) { Target = target, Time = inputs[0] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>
    /// Makes sines and cosines of a time: with h = channels / 2, frequency i is exp(-ln(10000) i / (h - downscaleShift)).
    /// </summary>
    /// <param name="time">The time of each image, [N, 1, 1, 1].</param>
    /// <param name="channels">How many sines and cosines there are together; even.</param>
    /// <param name="order">Which half comes first.</param>
    /// <param name="downscaleShift">What is taken off h in the divisor; below h.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, 1, 1, channels].</returns>
    public Value TimeEmbedding(
        Value time, int channels, EmbeddingOrder order = EmbeddingOrder.SinCos, float downscaleShift = 1, string? name = null)
    {
        name = Name(name, "time_embedding");
        TensorShape shape = OwnFloat(time, name).Shape;
        Require(shape == new TensorShape(shape.N, 1, 1, 1), name, $"a time [{shape.N}, 1, 1, 1]", shape);
        Require(channels >= 2 && channels % 2 == 0, name, "an even number of channels", channels);
        Require(order is EmbeddingOrder.SinCos or EmbeddingOrder.CosSin, name, "a known order", order);
        Require(downscaleShift < channels / 2, name, $"a downscale shift below {channels / 2}", downscaleShift);
        return Append(new TimeEmbeddingNode(name, time, channels, order, downscaleShift));
    }
}
