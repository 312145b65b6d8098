using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Normalises each channel by running statistics: y = (x - mean) / sqrt(variance + eps) * weight + bias.</summary>
public sealed class BatchNormNode : Node
{
    internal BatchNormNode(string name, Value source, BatchNormParameters parameters, float epsilon)
        : base(name, [source], source.Shape)
    {
        Parameters = parameters;
        Epsilon = epsilon;
    }

    /// <summary>What is normalised.</summary>
    public Value Source => Inputs[0];

    /// <summary>The statistics and the optional affine part.</summary>
    public BatchNormParameters Parameters { get; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new AffineStep(Name) { Target = target, Source = inputs[0], Affine = new ConstantAffine(target.Shape.C, ReadAffine) }];

    /// <summary>scale = weight / sqrt(variance + eps), shift = bias - mean scale.</summary>
    internal (float[] Scale, float[] Shift) ReadAffine()
    {
        float[] mean = Parameters.Mean.Read();
        float[] variance = Parameters.Variance.Read();
        float[]? weight = Parameters.Weight?.Read();
        float[]? bias = Parameters.Bias?.Read();
        var scale = new float[mean.Length];
        var shift = new float[mean.Length];
        for (int c = 0; c < mean.Length; c++)
        {
            double factor = (weight?[c] ?? 1) / Math.Sqrt(variance[c] + (double)Epsilon);
            scale[c] = (float)factor;
            shift[c] = (float)((bias?[c] ?? 0) - mean[c] * factor);
        }

        return (scale, shift);
    }
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Normalises each channel by running statistics.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="parameters">Mean, variance and the optional affine part, [C] each.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="name">The node's name.</param>
    public Value BatchNorm(Value source, BatchNormParameters parameters, float epsilon = 1e-5f, string? name = null)
    {
        name = Name(name, "batch_norm");
        OwnFloat(source, name);
        foreach (Parameter? parameter in (ReadOnlySpan<Parameter?>)[parameters.Mean, parameters.Variance, parameters.Weight, parameters.Bias])
            RequirePerChannel(parameter, source, name);
        return Append(new BatchNormNode(name, source, parameters, epsilon));
    }
}
