using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A tensor of an execution plan.</summary>
internal sealed class PlanTensor(string name, TensorShape shape, ElementType elementType = ElementType.Float32) : PlanValue
{
    public string Name { get; } = name;

    public TensorShape Shape { get; } = shape;

    public ElementType ElementType { get; } = elementType;

    public override int Images => Shape.N;

    public long Bytes => Shape.ElementCount * ElementType.Size();

    /// <summary>What some pixels of each image take.</summary>
    public long RowBytes(long pixels) => Shape.N * pixels * Shape.C * ElementType.Size();

    public override string ToString() => $"{Name} {Shape} {ElementType}";
}
