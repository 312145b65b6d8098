using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>A tensor that each run is given.</summary>
public sealed class InputNode : Node
{
    internal InputNode(string name, TensorShape shape, ElementType elementType)
        : base(name, [], shape, elementType)
    {
    }
}
