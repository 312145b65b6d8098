using Sige.Graphs;
using Sige.Tensors;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <content>What is done to each element or pixel by itself.</content>
internal sealed partial class GraphTranslator
{
    private string? TranslateElements(Node node) => node switch
    {
        OneHotNode => OneHot(node),
        ConcatNode => model.Add("Concat", node.Name, [.. node.Inputs.Select(Tensor)], Int("axis", 1)),
        ActivationNode activation => Activate(node, node.Name, Tensor(activation.Source), activation.Activation),
        GateNode gate => Gate(gate),
        AddNode or AddVectorNode => model.Add("Add", node.Name, [Tensor(node.Inputs[0]), Tensor(node.Inputs[1])]),
        SpadeModulateNode modulate => Modulate(modulate),
        ScaleShiftNode scaleShift => ScaleShift(scaleShift),
        TimeEmbeddingNode embedding => Embed(embedding),
        _ => null,
    };

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

    private string Activate(Node node, string name, string source, Activation activation) => activation.Function switch
    {
        ActivationFunction.None => model.Add("Identity", name, [source]),
        ActivationFunction.Relu => model.Add("Relu", name, [source]),
        ActivationFunction.LeakyRelu => model.Add("LeakyRelu", name, [source], Float("alpha", activation.Slope)),
        ActivationFunction.Silu => model.Add("Mul", name, [source, model.Add("Sigmoid", $"{name}/sigmoid", [source])]),
        ActivationFunction.Tanh => model.Add("Tanh", name, [source]),
        ActivationFunction.Gelu => Gelu(name, source),
        ActivationFunction.QuickGelu => QuickGelu(name, source),
        ActivationFunction other => throw Unknown(node, $"activation {other}"),
    };

    /// <summary>x (1 + erf(x / sqrt(2))) / 2, the form in which runtimes know GELU again.</summary>
    private string Gelu(string name, string source)
    {
        string ratio = model.Add("Div", $"{name}/ratio", [source, model.AddConstant($"{name}/root", [1], [MathF.Sqrt(2)])]);
        string erf = model.Add("Erf", $"{name}/erf", [ratio]);
        string sum = model.Add("Add", $"{name}/sum", [erf, model.AddConstant($"{name}/one", [1], [1f])]);
        string product = model.Add("Mul", $"{name}/product", [source, sum]);
        return model.Add("Mul", name, [product, model.AddConstant($"{name}/half", [1], [0.5f])]);
    }

    private string QuickGelu(string name, string source)
    {
        string scaled = model.Add("Mul", $"{name}/scaled", [source, model.AddConstant($"{name}/factor", [1], [1.702f])]);
        return model.Add("Mul", name, [source, model.Add("Sigmoid", $"{name}/sigmoid", [scaled])]);
    }

    private string Gate(GateNode node)
    {
        string gate = node.Activation.IsNone ? Tensor(node.Gate) : Activate(node, $"{node.Name}/opening", Tensor(node.Gate), node.Activation);
        return model.Add("Mul", node.Name, [Tensor(node.Source), gate]);
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

    private string ScaleShift(ScaleShiftNode node)
    {
        string one = model.AddConstant($"{node.Name}/one", [1], [1f]);
        string factor = model.Add("Add", $"{node.Name}/factor", [Tensor(node.Scale), one]);
        string scaled = model.Add("Mul", $"{node.Name}/scaled", [Tensor(node.Source), factor]);
        return model.Add("Add", node.Name, [scaled, Tensor(node.Shift)]);
    }

    private string Embed(TimeEmbeddingNode node)
    {
        string name = node.Name;
        float[] frequencies = node.Frequencies();
        string factors = model.AddConstant($"{name}/frequencies", [1, frequencies.Length, 1, 1], frequencies);
        string angles = model.Add("Mul", $"{name}/angles", [Tensor(node.Time), factors]);
        string sines = model.Add("Sin", $"{name}/sines", [angles]);
        string cosines = model.Add("Cos", $"{name}/cosines", [angles]);
        return model.Add("Concat", name, node.Order == EmbeddingOrder.SinCos ? [sines, cosines] : [cosines, sines], Int("axis", 1));
    }
}
