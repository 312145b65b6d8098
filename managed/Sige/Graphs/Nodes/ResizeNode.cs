using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Resizes to the nearest pixel, the top left of those under it: source row = floor(y * source H / H).</summary>
public sealed class ResizeNode : Node
{
    internal ResizeNode(string name, Value source, Resolution size)
        : base(name, [source], source.Shape with { H = size.H, W = size.W }, source.ElementType)
    {
    }

    /// <summary>What is resized.</summary>
    public Value Source => Inputs[0];

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new ResizeStep(Name) { Target = target, Source = inputs[0] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
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
}
