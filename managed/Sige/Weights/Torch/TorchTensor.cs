namespace Sige.Weights.Torch;

/// <summary>A strided view of a storage, proven to lie inside it.</summary>
internal sealed class TorchTensor : PickleTensor
{
    /// <summary>Expanded tensors may repeat a small storage up to this many elements.</summary>
    private const long LargestExpansion = 1 << 22;

    private TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        Storage = storage;
        Offset = offset;
        Shape = new WeightShape(shape);
        Strides = strides;
    }

    public TorchStorage Storage { get; }

    /// <summary>The first element, counted from the storage's start.</summary>
    public long Offset { get; }

    public override StoredType Type => Storage.Type;

    public override WeightShape Shape { get; }

    /// <inheritdoc/>
    public override long ByteSize => Shape.ElementCount / Type.Packed * (Type.Bits / 8);

    /// <summary>Steps between neighbours along each axis, in elements, none negative.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>The number of storage elements from the first to the last that the tensor touches.</summary>
    public long Span
    {
        get
        {
            if (Shape.ElementCount == 0)
                return 0;
            long last = 0;
            for (int axis = 0; axis < Shape.Rank; axis++)
                last += (Shape[axis] - 1) * Strides[axis];
            return last + 1;
        }
    }

    /// <summary>Whether the elements lie row-major without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] > 1 && Strides[axis] != expected)
                    return false;
                expected *= Math.Max(Shape[axis], 1);
            }

            return true;
        }
    }

    /// <summary>Makes a view of a storage, or says in <paramref name="reason"/> why not.</summary>
    public static TorchTensor? Create(string function, TorchStorage storage, long offset, PickleTuple size, PickleTuple stride, out string reason)
    {
        reason = "";
        if (Extents(size) is not { } shape || Extents(stride) is not { } strides || shape.Length != strides.Length)
        {
            reason = $"{function} expects a size and strides of as many extents.";
            return null;
        }

        string? fault = offset < 0 || strides.Any(s => s < 0) || !WeightShape.TryCountElements(shape, out long count) || count > long.MaxValue / 16
            ? "is not allowed: negative or overflowing"
            : !Fits(shape, strides, offset, count, storage.Count) ? $"does not fit its storage of {storage.Count} elements"
            : count > Math.Max(storage.Count, LargestExpansion) ? $"repeats its storage of {storage.Count} elements too often"
            : null;
        if (fault is null)
            return new TorchTensor(storage, offset, shape, strides);
        reason = $"a tensor of shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {offset} {fault}.";
        return null;
    }

    /// <inheritdoc/>
    public override WeightEntry Enter(string name, MappedFile file) => Type.IsReadable
        ? new TorchEntry(name, file, this)
        : new ListedEntry(WeightInfo.Of(name, Type, Shape, ByteSize), file.Path);

    private static bool Fits(long[] shape, long[] strides, long offset, long count, long storageCount)
    {
        if (count == 0)
            return offset <= storageCount;
        Int128 last = offset;
        for (int axis = 0; axis < shape.Length; axis++)
            last += (Int128)(shape[axis] - 1) * strides[axis];
        return last < storageCount;
    }
}
