using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>One input of a session: what was committed, and what the present edit made of it.</summary>
internal abstract class InputState(TensorMemory memory)
{
    public PlanTensor Planned => Memory.Planned;

    public string Name => Planned.Name;

    /// <summary>Whether an edit may change it; else it is a condition.</summary>
    public bool IsOfPicture => Memory.Placement.IsOfPicture;

    protected TensorMemory Memory { get; } = memory;

    public static InputState Create(TensorMemory memory, int? labelCount) => memory.Planned.ElementType switch
    {
        ElementType.UInt8 => new ByteInputState(memory, labelCount),
        ElementType.Float32 => new FloatInputState(memory),
        var other => throw new NotSupportedException($"Input '{memory.Planned.Name}' cannot be given: its elements are of type {other}."),
    };

    /// <summary>Throws if a run cannot take the given elements.</summary>
    public virtual void Check(in SessionInput given)
    {
        if (given.ElementType != Planned.ElementType)
            throw new ArgumentException($"Input '{Name}' expects elements of type {Planned.ElementType}, but {given.ElementType} is given.");
        if (given.Length != Planned.Shape.ElementCount)
            throw new ArgumentException($"Input '{Name}' expects {Planned.Shape.ElementCount} elements, {Planned.Shape}, but {given.Length} are given.");
    }

    /// <summary>Whether the given elements are the committed ones, bit for bit.</summary>
    public abstract bool IsCommitted(in SessionInput given);

    /// <summary>Marks the pixels at which the given elements differ from the committed ones.</summary>
    /// <returns>Whether there are any.</returns>
    public abstract bool Compare(in SessionInput given, float epsilon, byte[] mask);

    /// <summary>Takes the given elements at the changed pixels.</summary>
    public abstract void Apply(Upload upload, in SessionInput given, ChangedPixels changed);

    /// <summary>Puts the committed elements back at the changed pixels.</summary>
    public abstract void Undo(Upload upload, ChangedPixels changed);

    /// <summary>Makes what <see cref="Apply"/> took the committed elements.</summary>
    public abstract void Commit(ChangedPixels changed);

    /// <summary>Takes all given elements as the committed ones.</summary>
    public abstract void Record(Upload upload, in SessionInput given);

    /// <summary>Takes given elements for one run, without committing them.</summary>
    /// <param name="upload">Receives what goes to the device.</param>
    /// <param name="given">All elements.</param>
    /// <param name="rows">Columns [First, End) of each row that are wanted; empty for all.</param>
    public abstract void Write(Upload upload, in SessionInput given, ReadOnlySpan<(int First, int End)> rows);
}
