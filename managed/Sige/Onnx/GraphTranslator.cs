using Sige.Graphs;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <summary>Turns nodes of a graph into ONNX operators on channels-first tensors. Each kind of node has its place in one of the parts.</summary>
internal sealed partial class GraphTranslator(OnnxModel model)
{
    private readonly Dictionary<Value, string> _tensors = [];

    /// <summary>Appends a node, whose inputs have been translated.</summary>
    /// <exception cref="NotSupportedException">The node has no form in ONNX; the message names it.</exception>
    public void Translate(Node node) => _tensors.Add(
        node.Output,
        TranslateInput(node) ?? TranslateElements(node) ?? TranslateProducts(node) ?? TranslateNorm(node) ?? TranslateSampling(node)
            ?? throw Unknown(node, node.GetType().Name));

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

    private string? TranslateInput(Node node)
    {
        if (node is not InputNode)
            return null;
        (int n, int h, int w, int c) = node.Output.Shape;
        string name = $"{node.Name}/channels_first";
        return c == 1
            ? model.Add("Reshape", name, [node.Name, model.AddConstant($"{name}/shape", [n, c, h, w])])
            : model.Add("Transpose", name, [node.Name], Ints("perm", 0, 3, 1, 2));
    }
}
