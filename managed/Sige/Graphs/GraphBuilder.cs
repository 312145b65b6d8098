using Sige.Tensors;
using Sige.Weights;

namespace Sige.Graphs;

/// <summary>Describes a network operation by operation; shapes follow from the inputs and are checked at once.</summary>
/// <remarks>
/// Every method takes an optional name, which must not be taken yet; without one the operation is named after its kind.
/// All throw <see cref="ArgumentException"/> with the node's name, what was expected and what was found.
/// </remarks>
public sealed partial class GraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly HashSet<Node> _owned = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<GraphOutput> _outputs = [];

    /// <summary>Declares a tensor that each run gives.</summary>
    /// <param name="name">The output's name.</param>
    /// <param name="value">The tensor; computed, not an input.</param>
    public void Output(string name, Value value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        OwnFloat(value, name);
        Require(value.Producer is not InputNode, name, "a computed value", value);
        Require(!_outputs.Exists(output => output.Name == name), name, "an output name that is not taken", name);
        _outputs.Add(new GraphOutput(name, value));
    }

    /// <summary>Finishes the description.</summary>
    /// <exception cref="InvalidOperationException">No output is declared.</exception>
    public Graph Build()
    {
        if (_outputs.Count == 0)
            throw new InvalidOperationException("The graph has no output.");
        return new Graph([.. _nodes], [.. _outputs]);
    }

    private static void Require<T>(bool holds, string name, string expected, T found)
    {
        if (!holds)
            throw new ArgumentException($"Node '{name}' expects {expected}, but found {found}.");
    }

    private static void RequirePerChannel(Parameter? parameter, Value source, string name) => Require(
        parameter is null || (parameter.Shape.Rank == 1 && parameter.Shape[0] == source.Shape.C),
        name, $"a parameter of {source.Shape.C} elements", parameter?.Shape);

    private void RequireVector(Value vector, Value source, string name, string what)
    {
        var expected = new TensorShape(source.Shape.N, 1, 1, source.Shape.C);
        Require(OwnFloat(vector, name).Shape == expected, name, $"{what} {expected}", vector.Shape);
    }

    private Value Own(Value value, string name)
    {
        ArgumentNullException.ThrowIfNull(value);
        Require(_owned.Contains(value.Producer), name, "a value of this graph", value);
        return value;
    }

    private Value OwnFloat(Value value, string name)
    {
        Require(Own(value, name).ElementType == ElementType.Float32, name, "elements of type Float32", value);
        return value;
    }

    private string Name(string? name, string kind) => name ?? $"{kind}_{_nodes.Count}";

    private Value Append(Node node)
    {
        Require(_names.Add(node.Name), node.Name, "a name that is not taken", node.Name);
        _nodes.Add(node);
        _owned.Add(node);
        return node.Output;
    }
}
