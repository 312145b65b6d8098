using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>Puts the channels of several tensors one behind the other.</summary>
public sealed class ConcatNode : Node
{
    internal ConcatNode(string name, IReadOnlyList<Value> inputs, TensorShape shape)
        : base(name, inputs, shape)
    {
    }
}
