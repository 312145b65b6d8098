using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Puts the channels of several tensors one behind the other.</summary>
public sealed class ConcatNode : Node
{
    internal ConcatNode(string name, IReadOnlyList<Value> inputs, TensorShape shape)
        : base(name, inputs, shape)
    {
    }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new ConcatStep(Name) { Target = target, Sources = inputs }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Puts the channels of several tensors one behind the other.</summary>
    /// <param name="inputs">At least two tensors that agree in all but their channels.</param>
    /// <param name="name">The node's name.</param>
    public Value Concat(IReadOnlyList<Value> inputs, string? name = null)
    {
        name = Name(name, "concat");
        Require(inputs.Count >= 2, name, "two or more inputs", inputs.Count);
        TensorShape shape = OwnFloat(inputs[0], name).Shape;
        for (int i = 1; i < inputs.Count; i++)
        {
            TensorShape other = OwnFloat(inputs[i], name).Shape;
            Require(other with { C = shape.C } == shape, name, $"[{shape.N}, {shape.H}, {shape.W}, any] as input {i}", other);
            shape = shape with { C = shape.C + other.C };
        }

        return Append(new ConcatNode(name, [.. inputs], shape));
    }
}
