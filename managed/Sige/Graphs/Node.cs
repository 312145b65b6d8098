using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>An operation of a graph.</summary>
public abstract class Node
{
    private protected Node(string name, IReadOnlyList<Value> inputs, TensorShape shape, ElementType elementType = ElementType.Float32)
    {
        Name = name;
        Inputs = inputs;
        Output = new Value(this, shape, elementType);
    }

    /// <summary>A name that no other node of the graph has.</summary>
    public string Name { get; }

    /// <summary>What the operation reads, in its order.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>What the operation gives.</summary>
    public Value Output { get; }

    /// <summary>Multiply-adds of one run in direct arithmetic; 0 for what is neither convolution nor attention.</summary>
    public virtual long MultiplyAdds => 0;
}
