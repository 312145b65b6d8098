using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

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

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new ConvolutionStep(Name, Geometry, Groups) { Target = target, Source = inputs[0], Filters = [(Weight, Bias)] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Convolves a tensor with zero padding.</summary>
    /// <param name="source">[N, H, W, in].</param>
    /// <param name="weight">The filters, [out, in / groups, kernel height, kernel width].</param>
    /// <param name="bias">What is added to each output channel, [out], or null.</param>
    /// <param name="geometry">How the kernel moves; null keeps height and width.</param>
    /// <param name="groups">1, or the channel count for a depthwise convolution.</param>
    /// <param name="name">The node's name; null for the weight's.</param>
    public Value Conv2D(
        Value source, Parameter weight, Parameter? bias = null, ConvolutionGeometry? geometry = null, int groups = 1, string? name = null)
    {
        name = Name(name, weight.Name);
        TensorShape shape = OwnFloat(source, name).Shape;
        Require(weight.Shape.Rank == 4, name, "filters [out, in / groups, kernel height, kernel width]", weight.Shape);
        ConvolutionGeometry form = geometry ?? ConvolutionGeometry.Same((int)weight.Shape[2]);
        Require(weight.Shape[2] == form.KernelH && weight.Shape[3] == form.KernelW, name, $"a {form.KernelH}x{form.KernelW} kernel", weight.Shape);
        Require(groups == 1 || (groups == shape.C && weight.Shape[0] == groups), name, $"1 group, or {shape.C} groups and filters (depthwise)", groups);
        Require(weight.Shape[1] == shape.C / groups, name, $"filters of {shape.C / groups} input channels for source {shape}", weight.Shape);
        Require(bias is null || (bias.Shape.Rank == 1 && bias.Shape[0] == weight.Shape[0]), name, $"a bias of {weight.Shape[0]} elements", bias?.Shape);
        Resolution size = form.Apply(shape.Resolution);
        Require(form.StrideH >= 1 && form.StrideW >= 1 && size.H >= 1 && size.W >= 1, name, $"a source larger than the kernel {form}", shape);
        var result = new TensorShape(shape.N, size.H, size.W, (int)weight.Shape[0]);
        return Append(new ConvolutionNode(name, source, weight, bias, form, groups, result));
    }

    /// <summary>Multiplies the channels of each pixel by a matrix: a 1x1 convolution.</summary>
    /// <param name="source">[N, H, W, in]; a vector is [N, 1, 1, in].</param>
    /// <param name="weight">The matrix, [out, in].</param>
    /// <param name="bias">What is added to each output channel, [out], or null.</param>
    /// <param name="name">The node's name; null for the weight's.</param>
    /// <returns>[N, H, W, out].</returns>
    public Value Linear(Value source, Parameter weight, Parameter? bias = null, string? name = null)
    {
        name = Name(name, weight.Name);
        Require(weight.Shape.Rank == 2, name, "a matrix [out, in]", weight.Shape);
        return Conv2D(source, weight.Reshape([weight.Shape[0], weight.Shape[1], 1, 1]), bias, name: name);
    }
}
