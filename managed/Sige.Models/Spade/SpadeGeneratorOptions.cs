namespace Sige.Models;

/// <summary>What a weight file of a SPADE generator does not say.</summary>
public sealed record SpadeGeneratorOptions
{
    /// <summary>
    /// The layout; null for <see cref="UpsamplingLayout.Most"/> where the file has <c>up_4</c>, else
    /// <see cref="UpsamplingLayout.More"/>, which all published Cityscapes models have.
    /// </summary>
    public UpsamplingLayout? Layout { get; init; }

    /// <summary>Whether the last input channel of the network is the edge map of the instances.</summary>
    public bool InstanceEdges { get; init; } = true;
}
