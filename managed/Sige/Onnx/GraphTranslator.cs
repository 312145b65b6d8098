using Sige.Graphs;
using Sige.Tensors;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <summary>Turns nodes of a graph into ONNX operators on channels-first tensors.</summary>
internal sealed partial class GraphTranslator(OnnxModel model)
{
    private readonly Dictionary<Value, string> _tensors = [];

    /// <summary>Appends a node, whose inputs have been translated.</summary>
    /// <exception cref="NotSupportedException">The node has no form in ONNX; the message names it.</exception>
    public void Translate(Node node) => _tensors.Add(node.Output, node switch
    {
        InputNode => ToPlanar(node.Output, node.Name),
        OneHotNode => OneHot(node),
        ConcatNode => model.Add("Concat", node.Name, [.. node.Inputs.Select(Tensor)], Int("axis", 1)),
        ConvolutionNode convolution => Convolve(convolution),
        BatchNormNode norm => Normalise(norm),
        StatisticsNormNode norm => norm.IsInstanceNorm ? NormaliseInstances(norm) : NormaliseGroups(norm),
        ActivationNode activation => Activate(activation),
        AddNode or AddVectorNode => model.Add("Add", node.Name, [Tensor(node.Inputs[0]), Tensor(node.Inputs[1])]),
        ResizeNode resize => Resize(resize),
        SpadeModulateNode modulate => Modulate(modulate),
        ScaleShiftNode scaleShift => ScaleShift(scaleShift),
        AveragePoolNode pool => Pool(pool),
        AttentionNode attention => Attend(attention),
        TimeEmbeddingNode embedding => Embed(embedding),
        _ => throw Unknown(node, node.GetType().Name),
    });

    /// <summary>Appends an output.</summary>
    public void Translate(GraphOutput output)
    {
        (int n, int h, int w, int c) = output.Value.Shape;
        string source = Tensor(output.Value);
        string name = $"{output.Name}/channels_last";
        if (c == 1)
            model.AddTo(output.Name, "Reshape", name, [source, model.AddConstant($"{name}/shape", [n, h, w, c])]);
        else
            model.AddTo(output.Name, "Transpose", name, [source], Ints("perm", 0, 2, 3, 1));
    }

    private static NotSupportedException Unknown(Node node, string kind) =>
        new($"Node '{node.Name}' cannot be exported to ONNX: there is no translation of {kind}.");

    private string Tensor(Value value) => _tensors[value];

    private string ToPlanar(Value value, string tensor)
    {
        (int n, int h, int w, int c) = value.Shape;
        string name = $"{tensor}/channels_first";
        return c == 1
            ? model.Add("Reshape", name, [tensor, model.AddConstant($"{name}/shape", [n, c, h, w])])
            : model.Add("Transpose", name, [tensor], Ints("perm", 0, 3, 1, 2));
    }

    private string OneHot(Node node)
    {
        (int n, int h, int w, int c) = node.Output.Shape;
        string name = node.Name;
        string flat = model.Add("Reshape", $"{name}/reshape", [Tensor(node.Inputs[0]), model.AddConstant($"{name}/shape", [n, h, w])]);
        string indices = model.Add("Cast", $"{name}/cast", [flat], Int("to", (long)Format.TensorProto.Types.DataType.Int64));
        string depth = model.AddConstant($"{name}/depth", [c]);
        string values = model.AddConstant($"{name}/values", [2], [0f, 1f]);
        return model.Add("OneHot", name, [indices, depth, values], Int("axis", 1));
    }

    private string Convolve(ConvolutionNode node)
    {
        ConvolutionGeometry form = node.Geometry;
        string weight = model.AddConstant($"{node.Name}.weight", node.Weight.Shape.AsSpan(), node.Weight);
        string[] bias = node.Bias is null ? [] : [model.AddConstant($"{node.Name}.bias", node.Bias.Shape.AsSpan(), node.Bias)];
        return model.Add(
            "Conv",
            node.Name,
            [Tensor(node.Source), weight, .. bias],
            Int("group", node.Groups),
            Ints("kernel_shape", form.KernelH, form.KernelW),
            Ints("pads", form.PadTop, form.PadLeft, form.PadBottom, form.PadRight),
            Ints("strides", form.StrideH, form.StrideW));
    }

    private string Activate(ActivationNode node)
    {
        string source = Tensor(node.Source);
        return node.Activation.Function switch
        {
            ActivationFunction.None => model.Add("Identity", node.Name, [source]),
            ActivationFunction.Relu => model.Add("Relu", node.Name, [source]),
            ActivationFunction.LeakyRelu => model.Add("LeakyRelu", node.Name, [source], Float("alpha", node.Activation.Slope)),
            ActivationFunction.Silu => model.Add("Mul", node.Name, [source, model.Add("Sigmoid", $"{node.Name}/sigmoid", [source])]),
            ActivationFunction.Tanh => model.Add("Tanh", node.Name, [source]),
            ActivationFunction other => throw Unknown(node, $"activation {other}"),
        };
    }

    /// <summary>
    /// x gamma + x + beta rather than x (1 + gamma) + beta: operators on tensors of one shape stay in the blocked layouts
    /// that runtimes choose for convolutions, and beta's convolution can take the sum in; a constant 1 prevents both.
    /// </summary>
    private string Modulate(SpadeModulateNode node)
    {
        string normalised = Tensor(node.Normalised);
        string scaled = model.Add("Mul", $"{node.Name}/scaled", [normalised, Tensor(node.Gamma)]);
        string sum = model.Add("Add", $"{node.Name}/sum", [scaled, normalised]);
        return model.Add("Add", node.Name, [sum, Tensor(node.Beta)]);
    }
}
