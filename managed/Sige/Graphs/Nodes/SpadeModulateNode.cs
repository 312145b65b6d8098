using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Modulates a normalised tensor: y = x (1 + gamma) + beta.</summary>
/// <remarks>Source: Park et al., <i>Semantic Image Synthesis with Spatially-Adaptive Normalization</i>, CVPR 2019, equation 1.</remarks>
public sealed class SpadeModulateNode : Node
{
    internal SpadeModulateNode(string name, Value normalised, Value gamma, Value beta)
        : base(name, [normalised, gamma, beta], normalised.Shape)
    {
    }

    /// <summary>The normalised tensor.</summary>
    public Value Normalised => Inputs[0];

    /// <summary>What is added to 1 and multiplies.</summary>
    public Value Gamma => Inputs[1];

    /// <summary>What is added.</summary>
    public Value Beta => Inputs[2];

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new ModulateStep(Name) { Target = target, Source = inputs[0], Gamma = inputs[1], Beta = inputs[2] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Modulates a normalised tensor: y = x (1 + gamma) + beta.</summary>
    /// <param name="normalised">[N, H, W, C].</param>
    /// <param name="gamma">The same shape.</param>
    /// <param name="beta">The same shape.</param>
    /// <param name="name">The node's name.</param>
    public Value SpadeModulate(Value normalised, Value gamma, Value beta, string? name = null)
    {
        name = Name(name, "spade");
        TensorShape shape = OwnFloat(normalised, name).Shape;
        Require(OwnFloat(gamma, name).Shape == shape, name, $"gamma {shape}", gamma.Shape);
        Require(OwnFloat(beta, name).Shape == shape, name, $"beta {shape}", beta.Shape);
        return Append(new SpadeModulateNode(name, normalised, gamma, beta));
    }
}
