using Sige.Graphs;
using Sige.Tensors;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <content>Vectors, pooling and attention.</content>
internal sealed partial class GraphTranslator
{
    private string Pool(AveragePoolNode node) =>
        model.Add("AveragePool", node.Name, [Tensor(node.Source)], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2));

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

    /// <summary>
    /// Products of matrices whose columns are pixels, as exporters of the common frameworks write them: [N, heads, d, pixels].
    /// </summary>
    private string Attend(AttentionNode node)
    {
        string name = node.Name;
        (int n, int h, int w, int c) = node.Output.Shape;
        string query = Heads(node, node.Query, "query");
        string key = Heads(node, node.Key, "key");
        string value = Heads(node, node.Value, "value");
        string rows = model.Add("Transpose", $"{name}/query/rows", [query], Ints("perm", 0, 1, 3, 2));
        string products = model.Add("MatMul", $"{name}/products", [rows, key]);
        string scores = model.Add("Mul", $"{name}/scores", [products, model.AddConstant($"{name}/scale", [1], [node.Scale])]);
        string shares = model.Add("Softmax", $"{name}/shares", [scores], Int("axis", -1));
        string columns = model.Add("Transpose", $"{name}/shares/columns", [shares], Ints("perm", 0, 1, 3, 2));
        string result = model.Add("MatMul", $"{name}/heads", [value, columns]);
        return model.Add("Reshape", name, [result, model.AddConstant($"{name}/shape", [n, c, h, w])]);
    }

    private string Heads(AttentionNode node, Value source, string part)
    {
        string name = $"{node.Name}/{part}";
        string shape = model.AddConstant($"{name}/shape", [source.Shape.N, node.Heads, source.Shape.C / node.Heads, -1]);
        return model.Add("Reshape", name, [Tensor(source), shape]);
    }
}
