namespace Sige.Graphs;

/// <summary>
/// Normalises by the statistics of the tensor at hand, over each group of channels of each image: with a channel a
/// group it is instance normalisation, else group normalisation.
/// </summary>
public sealed class StatisticsNormNode : Node
{
    internal StatisticsNormNode(string name, Value source, int groups, float epsilon, Parameter? weight, Parameter? bias)
        : base(name, [source], source.Shape)
    {
        Groups = groups;
        Epsilon = epsilon;
        Weight = weight;
        Bias = bias;
    }

    /// <summary>What is normalised.</summary>
    public Value Source => Inputs[0];

    /// <summary>How many groups the channels are split into.</summary>
    public int Groups { get; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; }

    /// <summary>Scale of each channel, [C], or null for 1.</summary>
    public Parameter? Weight { get; }

    /// <summary>Shift of each channel, [C], or null for 0.</summary>
    public Parameter? Bias { get; }

    /// <summary>Whether each channel is a group of its own.</summary>
    public bool IsInstanceNorm => Groups == Output.Shape.C;
}
