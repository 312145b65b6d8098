using Sige.Graphs;
using Sige.Tensors;
using static Sige.Onnx.OnnxAttribute;

namespace Sige.Onnx;

/// <content>What changes height and width.</content>
internal sealed partial class GraphTranslator
{
    private string? TranslateSampling(Node node) => node switch
    {
        ResizeNode resize => Resize(resize),
        AveragePoolNode pool => model.Add("AveragePool", node.Name, [Tensor(pool.Source)], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)),
        _ => null,
    };

    /// <summary>Always exact: a runtime's scales are float32 and round.</summary>
    private string Resize(ResizeNode node)
    {
        Resolution from = node.Source.Shape.Resolution;
        Resolution to = node.Output.Shape.Resolution;
        if (to.H % from.H == 0 && to.W % from.W == 0)
            return Enlarge(node, to.H / from.H, to.W / from.W);
        if (from.H % to.H == 0 && from.W % to.W == 0)
            return TakeEvery(node, from.H / to.H, from.W / to.W);
        string rows = Gather(Tensor(node.Source), $"{node.Name}/rows", 2, from.H, to.H);
        return Gather(rows, node.Name, 3, from.W, to.W);
    }

    private string Enlarge(ResizeNode node, int factorH, int factorW)
    {
        const string NoRegion = "";
        string scales = model.AddConstant($"{node.Name}/scales", [4], [1f, 1f, factorH, factorW]);
        return model.Add(
            "Resize",
            node.Name,
            [Tensor(node.Source), NoRegion, scales],
            String("coordinate_transformation_mode", "asymmetric"),
            String("mode", "nearest"),
            String("nearest_mode", "floor"));
    }

    private string TakeEvery(ResizeNode node, int stepH, int stepW)
    {
        (_, int h, int w, _) = node.Source.Shape;
        string name = node.Name;
        string starts = model.AddConstant($"{name}/starts", [0, 0]);
        string ends = model.AddConstant($"{name}/ends", [h, w]);
        string axes = model.AddConstant($"{name}/axes", [2, 3]);
        string steps = model.AddConstant($"{name}/steps", [stepH, stepW]);
        return model.Add("Slice", name, [Tensor(node.Source), starts, ends, axes, steps]);
    }

    private string Gather(string source, string name, int axis, int from, int to)
    {
        var indices = new long[to];
        for (int i = 0; i < to; i++)
            indices[i] = (long)i * from / to;
        return model.Add("Gather", name, [source, model.AddConstant($"{name}/indices", indices)], Int("axis", axis));
    }
}
