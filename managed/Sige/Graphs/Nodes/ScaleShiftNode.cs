using Sige.Lowering;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Modulates each channel of each image: y = x (1 + scale) + shift.</summary>
/// <remarks>
/// Source: Dhariwal and Nichol, <i>Diffusion Models Beat GANs on Image Synthesis</i>, NeurIPS 2021, section 3.1 (adaptive group
/// normalisation), in the form with 1 + scale.
/// </remarks>
public sealed class ScaleShiftNode : Node
{
    internal ScaleShiftNode(string name, Value source, Value scale, Value shift)
        : base(name, [source, scale, shift], source.Shape)
    {
    }

    /// <summary>What is modulated, [N, H, W, C].</summary>
    public Value Source => Inputs[0];

    /// <summary>What is added to 1 and multiplies, [N, 1, 1, C].</summary>
    public Value Scale => Inputs[1];

    /// <summary>What is added, [N, 1, 1, C].</summary>
    public Value Shift => Inputs[2];

    internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) =>
        [new ModulateStep(Name) { Target = target, Source = inputs[0], Gamma = inputs[1], Beta = inputs[2] }];
}

/// <content>How it is described.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Modulates each channel of each image: y = x (1 + scale) + shift.</summary>
    /// <param name="source">[N, H, W, C].</param>
    /// <param name="scale">[N, 1, 1, C].</param>
    /// <param name="shift">[N, 1, 1, C].</param>
    /// <param name="name">The node's name.</param>
    public Value ScaleShift(Value source, Value scale, Value shift, string? name = null)
    {
        name = Name(name, "scale_shift");
        OwnFloat(source, name);
        RequireVector(scale, source, name, "a scale");
        RequireVector(shift, source, name, "a shift");
        return Append(new ScaleShiftNode(name, source, scale, shift));
    }
}
