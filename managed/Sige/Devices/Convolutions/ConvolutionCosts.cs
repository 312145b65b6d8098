namespace Sige.Devices;

/// <summary>What the cost model says of one run of a convolution.</summary>
/// <param name="Pixels">Output pixels of one image that are computed.</param>
/// <param name="Macs">Multiply-adds in direct arithmetic, whole batch.</param>
/// <param name="Bytes">Weights and activations that the form moves.</param>
/// <param name="Candidates">Every form of the device: the one that runs, then the others in order of preference.</param>
public readonly record struct ConvolutionCosts(long Pixels, long Macs, long Bytes, IReadOnlyList<FormCandidate> Candidates)
{
    /// <summary>The form that runs: the cheapest, or the one that is forced.</summary>
    public ConvolutionForm Form => Candidates[0].Form;

    /// <summary>Estimated time of one thread, in a unit of the device's own: costs compare and add up within one device only.</summary>
    public double Cost => Candidates[0].Cost;
}
