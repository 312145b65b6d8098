namespace Sige.Models;

/// <summary>What the modulations of a SPADE generator are made of; its training calls that <c>norm_G</c>.</summary>
/// <param name="IsInstanceNorm">Whether channels are normalised by the statistics of the picture at hand, not by running ones.</param>
/// <param name="Kernel">Side of the filters that make gamma and beta: 1 or 3.</param>
internal sealed record SpadeModulation(bool IsInstanceNorm, int Kernel)
{
    /// <summary>Batch normalisation and 3x3 filters: what published generators have.</summary>
    public static SpadeModulation Usual { get; } = new(IsInstanceNorm: false, Kernel: 3);
}
