using Sige.Graphs;
using Sige.Tensors;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <content>What sums products: convolutions and attention.</content>
internal sealed partial class GraphTranslator
{
    private string? TranslateProducts(Node node) => node switch
    {
        ConvolutionNode convolution => Convolve(convolution),
        AttentionNode attention => Attend(attention),
        _ => null,
    };

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
        if (node.IsCausal)
            scores = model.Add("Add", $"{name}/hidden", [scores, HiddenKeys(name, h * w)]);
        string shares = model.Add("Softmax", $"{name}/shares", [scores], Int("axis", -1));
        string columns = model.Add("Transpose", $"{name}/shares/columns", [shares], Ints("perm", 0, 1, 3, 2));
        string result = model.Add("MatMul", $"{name}/heads", [value, columns]);
        return model.Add("Reshape", name, [result, model.AddConstant($"{name}/shape", [n, c, h, w])]);
    }

    /// <summary>What is added to the scores of a causal attention, [queries, keys]: the lowest number where a key comes after a query.</summary>
    private string HiddenKeys(string name, int pixels)
    {
        var mask = new float[pixels * pixels];
        for (int query = 0; query < pixels; query++)
            mask.AsSpan(query * pixels + query + 1, pixels - query - 1).Fill(float.MinValue);
        return model.AddConstant($"{name}/mask", [pixels, pixels], mask);
    }

    private string Heads(AttentionNode node, Value source, string part)
    {
        string name = $"{node.Name}/{part}";
        string shape = model.AddConstant($"{name}/shape", [source.Shape.N, node.Heads, source.Shape.C / node.Heads, -1]);
        return model.Add("Reshape", name, [Tensor(source), shape]);
    }
}
