using Sige.Tensors;

namespace Sige.Graphs;

/// <summary>A tensor that flows through a graph: what one node gives.</summary>
public sealed class Value
{
    internal Value(Node producer, TensorShape shape, ElementType elementType)
    {
        Producer = producer;
        Shape = shape;
        ElementType = elementType;
    }

    /// <summary>The node that gives this value.</summary>
    public Node Producer { get; }

    /// <summary>Its extents, [N, H, W, C].</summary>
    public TensorShape Shape { get; }

    /// <summary>The type of its elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>Name, shape and type.</summary>
    public override string ToString() => $"{Producer.Name} {Shape} {ElementType}";
}
