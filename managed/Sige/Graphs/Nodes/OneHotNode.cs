using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Channel k of a pixel is 1 where its label is k, else 0; a label past the last channel gives zeros.</summary>
public sealed class OneHotNode : Node
{
    internal OneHotNode(string name, Value labels, int classes)
        : base(name, [labels], labels.Shape with { C = classes })
    {
    }

    /// <summary>The label map, [N, H, W, 1] of bytes.</summary>
    public Value Labels => Inputs[0];

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new OneHotStep(Name) { Target = target, Labels = inputs[0] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
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
}
