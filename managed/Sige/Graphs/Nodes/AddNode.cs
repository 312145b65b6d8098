using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Adds two tensors of one shape.</summary>
public sealed class AddNode : Node
{
    internal AddNode(string name, Value left, Value right)
        : base(name, [left, right], left.Shape)
    {
    }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new AddStep(Name) { Target = target, Left = inputs[0], Right = inputs[1] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
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
}
