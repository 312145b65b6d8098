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
}
