namespace Sige.Diffusion;

/// <summary>How the variance that a time step adds rises from the first to the last.</summary>
public enum BetaCurve
{
    /// <summary>In a straight line.</summary>
    Linear,

    /// <summary>Its root rises in a straight line, as in Stable Diffusion.</summary>
    ScaledLinear,
}
