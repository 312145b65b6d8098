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
}
