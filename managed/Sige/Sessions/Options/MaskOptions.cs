namespace Sige.Sessions;

/// <summary>How the difference of two inputs becomes the mask of each resolution.</summary>
/// <remarks>
/// The difference mask is dilated once; a chain of halvings runs on that mask as numbers; each level, the full one included, is
/// cut at a threshold and dilated again. Dilation is a cross: up, down, left and right, no diagonals.
/// Source: Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>, NeurIPS 2022,
/// section 3, and its reference implementation.
/// </remarks>
/// <param name="Epsilon">Differences up to this do not count.</param>
/// <param name="FirstDilation">Pixels by which the difference is dilated at full size.</param>
/// <param name="LevelDilation">Pixels by which each level is dilated.</param>
/// <param name="Threshold">A pixel counts above min(threshold, largest - 0.001), 0 to 1.</param>
public sealed record MaskOptions(float Epsilon = 1e-3f, int FirstDilation = 1, int LevelDilation = 2, float Threshold = 0.3f);
