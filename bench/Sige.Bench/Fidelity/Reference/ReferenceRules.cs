using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>
/// What the SIGE reference implementation computes in an edit of one network, node by node. It stores what lies behind a scatter: the
/// recorded value, and in active tiles the new one. All that is pointwise between two scatters is computed anew from what is stored.
/// </summary>
/// <remarks>
/// Source: Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>, NeurIPS 2022, and its
/// reference implementation.
/// </remarks>
internal abstract class ReferenceRules
{
    private protected ReferenceRules(MaskOptions masks) => Masks = masks;

    /// <summary>How the reference makes masks of the changed pixels.</summary>
    public MaskOptions Masks { get; }

    /// <summary>The rules of the reference's own model of a generator.</summary>
    public static ReferenceRules Of(SpadeGenerator generator) =>
        new SpadeRules(generator is GanCompression ? SpadeRules.GanCompressionBlocks : SpadeRules.GauGanBlocks);

    /// <summary>The rules of a diffusion network.</summary>
    /// <param name="configuration">The network's sizes.</param>
    /// <param name="masks">How masks are made; null for what the configuration says.</param>
    public static ReferenceRules Of(UNetConfiguration configuration, MaskOptions? masks = null)
    {
        masks ??= new MaskOptions(configuration.MaskEpsilon, configuration.MaskDilation, LevelDilation: 1);
        return configuration.Kind == UNetKind.Ddpm
            ? new DdpmRules(configuration.SparseFrom, masks)
            : new ProgressiveDistillationRules(configuration.SparseFrom, masks);
    }

    /// <summary>What is done to each node of a graph.</summary>
    /// <param name="graph">A graph of the network that the rules are made for.</param>
    public IReadOnlyDictionary<Node, NodeRule> For(Graph graph) => graph.Nodes.ToDictionary(node => node, Judge(graph));

    /// <summary>Makes the function that judges the nodes of a graph.</summary>
    private protected abstract Func<Node, NodeRule> Judge(Graph graph);
}
