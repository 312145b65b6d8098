using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>
/// What both diffusion U-Nets have in common: every group normalisation but the last uses recorded statistics, residual blocks are
/// sparse from a resolution on, attention, the first and the last convolution are whole.
/// </summary>
/// <param name="sparseFrom">The smallest sparse resolution in pixels.</param>
/// <param name="masks">How masks are made.</param>
internal abstract class DiffusionRules(int sparseFrom, MaskOptions masks) : ReferenceRules(masks)
{
    private const string LastNorm = "norm_out";

    private protected override Func<Node, NodeRule> Judge(Graph graph) => Judge;

    /// <summary>What is done to a node of a block that changes the resolution.</summary>
    private protected abstract NodeRule InResampling(Node node, bool isDoubling);

    private protected bool IsSparse(Value value) => value.Shape.H >= sparseFrom;

    /// <summary>What is done to a node of a sparse residual block.</summary>
    private protected static NodeRule InSparseBlock(string layer) => layer switch
    {
        "conv1" or "conv2" or "add" => new NodeRule(Coverage.Blocks),
        "nin_shortcut" => new NodeRule(Coverage.BlocksWithoutHalo),
        _ => default,
    };

    private protected static string LayerOf(Node node) => node.Name[(node.Name.LastIndexOf('.') + 1)..];

    private NodeRule Judge(Node node)
    {
        if (node is StatisticsNormNode)
            return new NodeRule(Coverage.Whole, KeepsStatistics: node.Name != LastNorm);
        if (node.Name.Contains(".downsample.", StringComparison.Ordinal))
            return InResampling(node, isDoubling: false);
        if (node.Name.Contains(".upsample.", StringComparison.Ordinal))
            return InResampling(node, isDoubling: true);
        bool isResidual = node.Name.Contains(".block.", StringComparison.Ordinal) || node.Name.StartsWith("mid.block_", StringComparison.Ordinal);
        return isResidual && IsSparse(node.Output) ? InSparseBlock(LayerOf(node)) : default;
    }
}
