using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Applies a function to each element.</summary>
public sealed class ActivationNode : Node
{
    internal ActivationNode(string name, Value source, Activation activation)
        : base(name, [source], source.Shape) => Activation = activation;

    /// <summary>What the function is applied to.</summary>
    public Value Source => Inputs[0];

    /// <summary>The function.</summary>
    public Activation Activation { get; }

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new AffineStep(Name) { Target = target, Source = inputs[0], Activation = Activation }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Applies a function to each element.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="activation">The function.</param>
    /// <param name="name">The node's name.</param>
    public Value Activate(Value source, Activation activation, string? name = null)
    {
        name = Name(name, "activation");
        return Append(new ActivationNode(name, OwnFloat(source, name), activation));
    }
}
