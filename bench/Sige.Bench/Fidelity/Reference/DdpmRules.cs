using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>
/// The DDPM U-Net: halving is a convolution of stride 2, sparse by the resolution that it reads; doubling is sparse at every resolution.
/// </summary>
/// <inheritdoc cref="DiffusionRules(int, MaskOptions)"/>
internal sealed class DdpmRules(int sparseFrom, MaskOptions masks) : DiffusionRules(sparseFrom, masks)
{
    private protected override NodeRule InResampling(Node node, bool isDoubling)
    {
        if (node is not ConvolutionNode convolution)
            return default;
        if (isDoubling)
            return new NodeRule(Coverage.Blocks);
        return IsSparse(convolution.Source) ? new NodeRule(Coverage.HalvingBlocks) : default;
    }
}
