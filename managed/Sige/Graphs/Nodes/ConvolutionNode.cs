using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>A two-dimensional convolution (cross-correlation) with zero padding.</summary>
public sealed class ConvolutionNode : Node
{
    internal ConvolutionNode(
        string name, Value source, Parameter weight, Parameter? bias, ConvolutionGeometry geometry, int groups, TensorShape shape)
        : base(name, [source], shape)
    {
        Weight = weight;
        Bias = bias;
        Geometry = geometry;
        Groups = groups;
    }

    /// <summary>What is convolved.</summary>
    public Value Source => Inputs[0];

    /// <summary>The filters, [out, in / groups, kernel height, kernel width].</summary>
    public Parameter Weight { get; }

    /// <summary>What is added to each output channel, [out], or null for nothing.</summary>
    public Parameter? Bias { get; }

    /// <summary>How the kernel moves.</summary>
    public ConvolutionGeometry Geometry { get; }

    /// <summary>1, or the channel count when each channel has its own filter (depthwise).</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override long MultiplyAdds => Output.Shape.ElementCount * (Weight.Shape.ElementCount / Weight.Shape[0]);
}
