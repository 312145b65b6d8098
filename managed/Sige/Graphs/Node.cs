using Sige.Lowering;
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

    /// <summary>Makes the steps that compute the node without any fusion; the last of them writes its output.</summary>
    /// <param name="inputs">The tensors that stand for <see cref="Inputs"/>.</param>
    /// <param name="target">The tensor that stands for <see cref="Output"/>.</param>
    /// <returns>In the order in which they run; none for what each run is given.</returns>
    internal abstract IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target);
}
