using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A tensor of an execution plan.</summary>
internal sealed class PlanTensor(string name, TensorShape shape, ElementType elementType = ElementType.Float32) : PlanValue
{
    public string Name { get; } = name;

    public TensorShape Shape { get; } = shape;

    /// <summary>What it is kept as.</summary>
    public ElementType ElementType { get; private set; } = elementType;

    /// <summary>Whether its elements are values, not labels.</summary>
    public bool IsFloat => ElementType is ElementType.Float32 or ElementType.Float16;

    public override int Images => Shape.N;

    public long Bytes => Shape.ElementCount * ElementType.Size();

    /// <summary>What some pixels of each image take.</summary>
    public long RowBytes(long pixels) => Shape.N * pixels * Shape.C * ElementType.Size();

    /// <summary>Lets the elements of a tensor of values be kept as another such type.</summary>
    public void KeepAs(ElementType type) => ElementType = type;

    public override string ToString() => $"{Name} {Shape} {ElementType}";
}
