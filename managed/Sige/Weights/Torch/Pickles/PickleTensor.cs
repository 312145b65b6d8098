namespace Sige.Weights.Torch;

/// <summary>A tensor as a checkpoint's pickle describes it.</summary>
internal abstract class PickleTensor
{
    /// <summary>Shapes of tensors without elements of their own stay small enough that those of a whole file add up.</summary>
    protected const long MostListedElements = 1L << 44;

    private const int HighestRank = 64;

    public abstract StoredType Type { get; }

    public abstract WeightShape Shape { get; }

    /// <summary>The size of the contiguous form, or of what the file has of a tensor that is only listed.</summary>
    public abstract long ByteSize { get; }

    /// <summary>The tensor under a name.</summary>
    public abstract WeightEntry Enter(string name, MappedFile file);

    /// <summary>The integers of a tuple, or null if it has anything else or too many.</summary>
    protected static long[]? Extents(PickleTuple tuple)
    {
        if (tuple.Items.Count > HighestRank)
            return null;
        var extents = new long[tuple.Items.Count];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (tuple.Items[axis] is not long extent)
                return null;
            extents[axis] = extent;
        }

        return extents;
    }
}

/// <summary>A tensor that is no strided view of a storage: sparse, nested, or on the device <c>meta</c>, which has no data.</summary>
internal sealed class ListedTensor(string typeName, WeightShape shape, long byteSize) : PickleTensor
{
    public override StoredType Type { get; } = StoredType.Unknown(typeName);

    public override WeightShape Shape => shape;

    public override long ByteSize => byteSize;

    /// <summary>Makes a tensor that is listed only, or says in <paramref name="reason"/> why not.</summary>
    public static ListedTensor? Create(string function, string typeName, PickleTuple size, long byteSize, out string reason)
    {
        reason = $"{function} describes a shape that is no list of extents, or too large.";
        return Extents(size) is { } extents && WeightShape.TryCountElements(extents, out long count) && count <= MostListedElements
            ? new ListedTensor(typeName, new WeightShape(extents), byteSize)
            : null;
    }

    public override WeightEntry Enter(string name, MappedFile file) => new ListedEntry(WeightInfo.Of(name, Type, Shape, ByteSize), file.Path);
}
