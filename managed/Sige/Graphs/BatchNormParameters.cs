using Sige.Weights;

namespace Sige.Graphs;

/// <summary>The constants of a batch normalisation, [C] each.</summary>
/// <param name="Mean">Running mean.</param>
/// <param name="Variance">Running variance.</param>
/// <param name="Weight">Scale, or null for 1.</param>
/// <param name="Bias">Shift, or null for 0.</param>
public sealed record BatchNormParameters(Parameter Mean, Parameter Variance, Parameter? Weight = null, Parameter? Bias = null);
