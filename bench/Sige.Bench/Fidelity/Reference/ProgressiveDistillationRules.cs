using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>
/// The U-Net of Progressive Distillation: a residual block that halves or doubles is sparse by the resolution that it reads, in tiles of
/// the one that it gives.
/// </summary>
/// <inheritdoc cref="DiffusionRules(int, MaskOptions)"/>
internal sealed class ProgressiveDistillationRules(int sparseFrom, MaskOptions masks) : DiffusionRules(sparseFrom, masks)
{
    private readonly int _sparseFrom = sparseFrom;

    private protected override NodeRule InResampling(Node node, bool isDoubling)
    {
        int given = node.Output.Shape.H;
        int read = isDoubling ? given / 2 : 2 * given;
        return read >= _sparseFrom ? InSparseBlock(LayerOf(node)) : default;
    }
}
