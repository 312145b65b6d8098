using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Halves height and width: each pixel is the mean of two by two.</summary>
public sealed class AveragePoolNode : Node
{
    internal AveragePoolNode(string name, Value source)
        : base(name, [source], source.Shape with { H = source.Shape.H / 2, W = source.Shape.W / 2 })
    {
    }

    /// <summary>What is halved, of even height and width.</summary>
    public Value Source => Inputs[0];

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new AveragePoolStep(Name) { Target = target, Source = inputs[0] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Halves height and width: each pixel is the mean of two by two.</summary>
    /// <param name="source">[N, H, W, C], H and W even.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>[N, H / 2, W / 2, C].</returns>
    public Value AveragePool(Value source, string? name = null)
    {
        name = Name(name, "average_pool");
        TensorShape shape = OwnFloat(source, name).Shape;
        Require(shape.H % 2 == 0 && shape.W % 2 == 0, name, "even height and width", shape);
        return Append(new AveragePoolNode(name, source));
    }
}
