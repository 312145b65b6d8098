using Sige.Graphs;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>
/// SPADE generators: the last residual blocks are sparse, everything else is whole. In a sparse block the hidden map, gamma, beta and the
/// block's sum are stored in tiles of their own; normalisation, modulation and activations are made anew from what is stored.
/// </summary>
/// <param name="sparseBlocks">How many residual blocks from the end are sparse: the reference's <c>num_sparse_layers</c>.</param>
internal sealed class SpadeRules(int sparseBlocks)
    : ReferenceRules(new MaskOptions(Epsilon: 1e-3f, FirstDilation: 1, LevelDilation: 2))
{
    /// <summary>The sparse blocks of GauGAN: <c>G_middle_1</c> to <c>up_3</c>.</summary>
    public const int GauGanBlocks = 5;

    /// <summary>The sparse blocks of GAN Compression: <c>up_0</c> to <c>up_3</c>.</summary>
    public const int GanCompressionBlocks = 4;

    private static readonly string[] Masked = [".mlp_shared.0", ".mlp_gamma", ".mlp_beta", ".conv.2", ".conv_0", ".conv_1", ".add"];

    private protected override Func<Node, NodeRule> Judge(Graph graph)
    {
        const string sum = ".add";
        HashSet<string> sparse = [.. graph.Nodes.Select(node => node.Name).Where(name => name.EndsWith(sum, StringComparison.Ordinal))
            .Select(BlockOf).TakeLast(sparseBlocks)];
        return node => sparse.Contains(BlockOf(node.Name)) ? InSparseBlock(node) : default;
    }

    private static string BlockOf(string name) => name.Split('.')[0];

    private static NodeRule InSparseBlock(Node node) => node switch
    {
        StatisticsNormNode => new NodeRule(Coverage.Whole, KeepsStatistics: true),
        _ when node.Name.EndsWith(".conv_s", StringComparison.Ordinal) => new NodeRule(Coverage.BlocksWithoutHalo),
        _ when Masked.Any(suffix => node.Name.EndsWith(suffix, StringComparison.Ordinal)) => new NodeRule(Coverage.Blocks),
        _ => default,
    };
}
