using Sige.Tensors;

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
}
