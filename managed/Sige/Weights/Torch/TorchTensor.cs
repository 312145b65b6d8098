namespace Sige.Weights.Torch;

/// <summary>A strided view of a storage, proven to lie inside it.</summary>
internal sealed class TorchTensor
{
    private const int HighestRank = 64;

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

    public WeightShape Shape { get; }

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

    /// <summary>Makes a tensor of <c>_rebuild_tensor_v2</c>'s arguments, or says in <paramref name="reason"/> why not.</summary>
    public static TorchTensor? Create(IReadOnlyList<object?> arguments, out string reason)
    {
        reason = "_rebuild_tensor_v2 expects (storage, offset, size, stride, requires_grad, hooks).";
        if (arguments is not [TorchStorage storage, long offset, PickleTuple size, PickleTuple stride, bool, ..] || arguments.Count is < 6 or > 7)
            return null;
        long[] shape = [.. size.Items.OfType<long>()];
        long[] strides = [.. stride.Items.OfType<long>()];
        if (shape.Length != size.Items.Count || strides.Length != stride.Items.Count || shape.Length != strides.Length || shape.Length > HighestRank)
            return null;

        string view = $"a tensor of shape [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {offset}";
        reason = $"{view} is not allowed: negative or overflowing.";
        if (offset < 0 || strides.Any(s => s < 0) || !WeightShape.TryCountElements(shape, out long count) || count > long.MaxValue / 8)
            return null;
        reason = $"{view} does not fit its storage of {storage.Count} elements.";
        if (!Fits(shape, strides, offset, count, storage.Count))
            return null;
        reason = $"{view} repeats its storage of {storage.Count} elements too often.";
        return count <= Math.Max(storage.Count, LargestExpansion) ? new TorchTensor(storage, offset, shape, strides) : null;
    }

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
