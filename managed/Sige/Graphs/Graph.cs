using Sige.Lowering;
using Sige.Tensors;

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

    /// <summary>Makes each node steps of its own: correct without any fusion.</summary>
    internal StepGraph Lower()
    {
        var tensors = new Dictionary<Value, PlanTensor>();
        var steps = new List<PlanStep>();
        foreach (Node node in Nodes)
        {
            var target = new PlanTensor(node.Name, node.Output.Shape, node.Output.ElementType);
            tensors.Add(node.Output, target);
            steps.AddRange(node.Lower([.. node.Inputs.Select(value => Operand.All(tensors[value]))], target));
        }

        return new StepGraph
        {
            Steps = steps,
            Inputs = [.. Inputs.Select(node => tensors[node.Output])],
            Conditions = Inputs.Where(node => node.Role != InputRole.Picture).Select(node => tensors[node.Output]).ToHashSet(),
            Settings = Inputs.Where(node => node.Role == InputRole.Setting).Select(node => tensors[node.Output]).ToHashSet(),
            Outputs = [.. Outputs.Select(output => (output.Name, tensors[output.Value]))],
        };
    }
}
