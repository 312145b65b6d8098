using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>Lets a tensor pass as far as another opens for it: y = x activation(gate).</summary>
/// <remarks>Source: Shazeer, <i>GLU Variants Improve Transformer</i>, 2020, equation 5; with GELU it is GEGLU.</remarks>
public sealed class GateNode : Node
{
    internal GateNode(string name, Value source, Value gate, Activation activation)
        : base(name, [source, gate], source.Shape) => Activation = activation;

    /// <summary>What passes.</summary>
    public Value Source => Inputs[0];

    /// <summary>What opens.</summary>
    public Value Gate => Inputs[1];

    /// <summary>What is applied to the gate.</summary>
    public Activation Activation { get; }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new GateStep(Name, Activation) { Target = target, Source = inputs[0], Gate = inputs[1] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Lets a tensor pass as far as another opens for it: y = x activation(gate).</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="gate">The same shape.</param>
    /// <param name="activation">What is applied to the gate.</param>
    /// <param name="name">The node's name.</param>
    public Value Gate(Value source, Value gate, Activation activation, string? name = null)
    {
        name = Name(name, "gate");
        TensorShape shape = OwnFloat(source, name).Shape;
        Require(OwnFloat(gate, name).Shape == shape, name, $"a gate {shape}", gate.Shape);
        return Append(new GateNode(name, source, gate, activation));
    }
}
