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
}
