namespace Sige.Graphs;

/// <summary>A network: what it computes, not how. Made by a <see cref="GraphBuilder"/>; never changes.</summary>
public sealed class Graph
{
    internal Graph(IReadOnlyList<Node> nodes, IReadOnlyList<GraphOutput> outputs)
    {
        Nodes = nodes;
        Inputs = [.. nodes.OfType<InputNode>()];
        Outputs = outputs;
    }

    /// <summary>All operations; each comes after those whose values it reads.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The tensors that each run is given, in the order of their declaration.</summary>
    public IReadOnlyList<InputNode> Inputs { get; }

    /// <summary>The tensors that each run gives.</summary>
    public IReadOnlyList<GraphOutput> Outputs { get; }

    /// <summary>Multiply-adds of a dense run in direct arithmetic: the products of convolutions and attention.</summary>
    public long MultiplyAdds => Nodes.Sum(node => node.MultiplyAdds);
}
