using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A tensor of an execution plan.</summary>
internal sealed class PlanTensor(string name, TensorShape shape, ElementType elementType = ElementType.Float32)
{
    public string Name { get; } = name;

    public TensorShape Shape { get; } = shape;

    public ElementType ElementType { get; } = elementType;

    /// <summary>Whether it outlives the run; set when the plan is finished.</summary>
    public TensorStorage Storage { get; set; }

    /// <summary>Whether an edit may read pixels of it that the edit did not compute; set when the plan is finished.</summary>
    public bool IsReadBeyondActive { get; set; }

    /// <summary>
    /// Whether it depends on the picture, rather than on conditions alone (a time, one pixel in size); set when the plan is finished.
    /// </summary>
    public bool IsOfPicture { get; set; } = true;

    /// <summary>
    /// Whether an edit computes it wherever it reads it, in place of taking the pixels that are not active from a cache; set when the
    /// plan is finished.
    /// </summary>
    public bool IsRecomputed { get; set; }

    /// <summary>Whether its memory is that of the arena.</summary>
    public bool IsInArena => Storage is TensorStorage.Transient or TensorStorage.Cached;

    /// <summary>The place in the arena in bytes, of tensors that are there.</summary>
    public long ArenaOffset { get; set; }

    public long Bytes => Shape.ElementCount * (ElementType == ElementType.UInt8 ? sizeof(byte) : sizeof(float));

    public override string ToString() => $"{Name} {Shape} {Storage}";
}
