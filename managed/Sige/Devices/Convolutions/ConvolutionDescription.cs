using Sige.Tensors;

namespace Sige.Devices;

/// <summary>Shape of a convolution.</summary>
/// <param name="InChannels">Channels read.</param>
/// <param name="OutChannels">Filters.</param>
/// <param name="Geometry">How the kernel moves.</param>
/// <param name="Groups">1, or <paramref name="InChannels"/> for depthwise.</param>
/// <param name="Modulation">Whether the filters are gamma and beta of a SPADE modulation.</param>
public readonly record struct ConvolutionDescription(
    int InChannels, int OutChannels, ConvolutionGeometry Geometry, int Groups = 1, Modulation Modulation = Modulation.None)
{
    /// <summary>How many weights [OutChannels, InChannels / Groups, KernelH, KernelW] has.</summary>
    public long WeightCount
        => (long)OutChannels * (InChannels / Math.Max(1, Groups)) * Geometry.KernelH * Geometry.KernelW;
}
