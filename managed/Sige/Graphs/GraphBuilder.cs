using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>Describes a network operation by operation; shapes follow from the inputs and are checked at once.</summary>
/// <remarks>
/// Every method takes an optional name, which must not be taken yet; without one the operation is named after its kind.
/// All throw <see cref="ArgumentException"/> with the node's name, what was expected and what was found.
/// </remarks>
public sealed partial class GraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly HashSet<Node> _owned = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<GraphOutput> _outputs = [];

    /// <summary>Declares a tensor that each run is given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents, [N, H, W, C].</param>
    /// <param name="elementType">Float32, or UInt8 for a label map.</param>
    public Value Input(string name, TensorShape shape, ElementType elementType = ElementType.Float32)
    {
        Require(Math.Min(Math.Min(shape.N, shape.H), Math.Min(shape.W, shape.C)) >= 1, name, "extents of at least 1", shape);
        Require(elementType is ElementType.Float32 or ElementType.UInt8, name, "elements of type Float32 or UInt8", elementType);
        return Append(new InputNode(Name(name, "input"), shape, elementType));
    }

    /// <summary>Makes channel k of a pixel 1 where its label is k, else 0.</summary>
    /// <param name="labels">Class ids, [N, H, W, 1] of bytes.</param>
    /// <param name="classes">How many channels to make, at least 1; those past 256 stay 0, as labels are bytes.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, H, W, classes].</returns>
    public Value OneHot(Value labels, int classes, string? name = null)
    {
        name = Name(name, "one_hot");
        Require(Own(labels, name).ElementType == ElementType.UInt8 && labels.Shape.C == 1, name, "labels [N, H, W, 1] of type UInt8", labels);
        Require(classes >= 1, name, "at least 1 class", classes);
        return Append(new OneHotNode(name, labels, classes));
    }

    /// <summary>Puts the channels of several tensors one behind the other.</summary>
    /// <param name="inputs">At least two tensors that agree in all but their channels.</param>
    /// <param name="name">The node's name.</param>
    public Value Concat(IReadOnlyList<Value> inputs, string? name = null)
    {
        name = Name(name, "concat");
        Require(inputs.Count >= 2, name, "two or more inputs", inputs.Count);
        TensorShape shape = OwnFloat(inputs[0], name).Shape;
        for (int i = 1; i < inputs.Count; i++)
        {
            TensorShape other = OwnFloat(inputs[i], name).Shape;
            Require(other with { C = shape.C } == shape, name, $"[{shape.N}, {shape.H}, {shape.W}, any] as input {i}", other);
            shape = shape with { C = shape.C + other.C };
        }

        return Append(new ConcatNode(name, [.. inputs], shape));
    }

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

    /// <summary>Normalises each channel of each image by its own mean and variance.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Scale, [C], or null for 1.</param>
    /// <param name="bias">Shift, [C], or null for 0.</param>
    /// <param name="name">The node's name.</param>
    public Value InstanceNorm(Value source, float epsilon = 1e-5f, Parameter? weight = null, Parameter? bias = null, string? name = null) =>
        GroupNorm(source, source.Shape.C, epsilon, weight, bias, Name(name, "instance_norm"));

    /// <summary>Normalises each group of channels of each image by its own mean and variance.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="groups">How many groups; divides C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Scale, [C], or null for 1.</param>
    /// <param name="bias">Shift, [C], or null for 0.</param>
    /// <param name="name">The node's name.</param>
    public Value GroupNorm(
        Value source, int groups, float epsilon = 1e-5f, Parameter? weight = null, Parameter? bias = null, string? name = null)
    {
        name = Name(name, "group_norm");
        OwnFloat(source, name);
        Require(groups >= 1 && source.Shape.C % groups == 0, name, $"groups that divide {source.Shape.C} channels", groups);
        RequirePerChannel(weight, source, name);
        RequirePerChannel(bias, source, name);
        return Append(new StatisticsNormNode(name, source, groups, epsilon, weight, bias));
    }

    /// <summary>Applies a function to each element.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="activation">The function.</param>
    /// <param name="name">The node's name.</param>
    public Value Activate(Value source, Activation activation, string? name = null)
    {
        name = Name(name, "activation");
        return Append(new ActivationNode(name, OwnFloat(source, name), activation));
    }

    /// <summary>Adds two tensors of one shape.</summary>
    /// <param name="left">[N, H, W, C].</param>
    /// <param name="right">The same shape.</param>
    /// <param name="name">The node's name.</param>
    public Value Add(Value left, Value right, string? name = null)
    {
        name = Name(name, "add");
        Require(OwnFloat(left, name).Shape == OwnFloat(right, name).Shape, name, $"{left.Shape} as second input", right.Shape);
        return Append(new AddNode(name, left, right));
    }

    /// <summary>Resizes to the nearest pixel, the top left of those under it.</summary>
    /// <param name="source">[N, H, W, C], of any type.</param>
    /// <param name="size">The new height and width. The same size gives the source itself.</param>
    /// <param name="name">The node's name.</param>
    public Value ResizeNearest(Value source, Resolution size, string? name = null)
    {
        if (Own(source, name ?? "resize").Shape.Resolution == size)
            return source;
        name = Name(name, "resize");
        Require(size.H >= 1 && size.W >= 1, name, "a size of at least 1x1", size);
        return Append(new ResizeNode(name, source, size));
    }

    /// <summary>Modulates a normalised tensor: y = x (1 + gamma) + beta.</summary>
    /// <param name="normalised">[N, H, W, C].</param>
    /// <param name="gamma">The same shape.</param>
    /// <param name="beta">The same shape.</param>
    /// <param name="name">The node's name.</param>
    public Value SpadeModulate(Value normalised, Value gamma, Value beta, string? name = null)
    {
        name = Name(name, "spade");
        TensorShape shape = OwnFloat(normalised, name).Shape;
        Require(OwnFloat(gamma, name).Shape == shape, name, $"gamma {shape}", gamma.Shape);
        Require(OwnFloat(beta, name).Shape == shape, name, $"beta {shape}", beta.Shape);
        return Append(new SpadeModulateNode(name, normalised, gamma, beta));
    }

    /// <summary>Declares a tensor that each run gives.</summary>
    /// <param name="name">The output's name.</param>
    /// <param name="value">The tensor; computed, not an input.</param>
    public void Output(string name, Value value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        OwnFloat(value, name);
        Require(value.Producer is not InputNode, name, "a computed value", value);
        Require(!_outputs.Exists(output => output.Name == name), name, "an output name that is not taken", name);
        _outputs.Add(new GraphOutput(name, value));
    }

    /// <summary>Finishes the description.</summary>
    /// <exception cref="InvalidOperationException">No output is declared.</exception>
    public Graph Build()
    {
        if (_outputs.Count == 0)
            throw new InvalidOperationException("The graph has no output.");
        return new Graph([.. _nodes], [.. _outputs]);
    }

    private static void Require<T>(bool holds, string name, string expected, T found)
    {
        if (!holds)
            throw new ArgumentException($"Node '{name}' expects {expected}, but found {found}.");
    }

    private static void RequirePerChannel(Parameter? parameter, Value source, string name) => Require(
        parameter is null || (parameter.Shape.Rank == 1 && parameter.Shape[0] == source.Shape.C),
        name, $"a parameter of {source.Shape.C} elements", parameter?.Shape);

    private Value Own(Value value, string name)
    {
        ArgumentNullException.ThrowIfNull(value);
        Require(_owned.Contains(value.Producer), name, "a value of this graph", value);
        return value;
    }

    private Value OwnFloat(Value value, string name)
    {
        Require(Own(value, name).ElementType == ElementType.Float32, name, "elements of type Float32", value);
        return value;
    }

    private string Name(string? name, string kind) => name ?? $"{kind}_{_nodes.Count}";

    private Value Append(Node node)
    {
        Require(_names.Add(node.Name), node.Name, "a name that is not taken", node.Name);
        _nodes.Add(node);
        _owned.Add(node);
        return node.Output;
    }
}
