using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>
/// Normalises each pixel by the mean and variance of its own channels: y = (x - mean) / sqrt(variance + eps) * weight + bias. A pixel
/// depends on itself alone, so edits compute it exactly.
/// </summary>
/// <remarks>Source: Ba et al., <i>Layer Normalization</i>, 2016, equation 4.</remarks>
public sealed class LayerNormNode : Node
{
    internal LayerNormNode(string name, Value source, float epsilon, Parameter? weight, Parameter? bias)
        : base(name, [source], source.Shape)
    {
        Epsilon = epsilon;
        Weight = weight;
        Bias = bias;
    }

    /// <summary>What is normalised.</summary>
    public Value Source => Inputs[0];

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; }

    /// <summary>Scale of each channel, [C], or null for 1.</summary>
    public Parameter? Weight { get; }

    /// <summary>Shift of each channel, [C], or null for 0.</summary>
    public Parameter? Bias { get; }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new LayerNormStep(Name, Epsilon) { Target = target, Source = inputs[0], Weight = Weight, Bias = Bias }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Normalises each pixel by the mean and variance of its own channels.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="epsilon">Added to the variance, above 0.</param>
    /// <param name="weight">Scale, [C], or null for 1.</param>
    /// <param name="bias">Shift, [C], or null for 0.</param>
    /// <param name="name">The node's name.</param>
    public Value LayerNorm(Value source, float epsilon = 1e-5f, Parameter? weight = null, Parameter? bias = null, string? name = null)
    {
        name = Name(name, "layer_norm");
        OwnFloat(source, name);
        Require(float.IsFinite(epsilon) && epsilon > 0, name, "a finite epsilon above 0", epsilon);
        RequirePerChannel(weight, source, name);
        RequirePerChannel(bias, source, name);
        return Append(new LayerNormNode(name, source, epsilon, weight, bias));
    }
}
