namespace Sige.Weights.Torch;

/// <summary>The bytes of a storage; in the legacy format their place is known only after the pickle.</summary>
internal sealed class TorchBlob(long byteCount)
{
    public long ByteCount { get; } = byteCount;

    /// <summary>The position in the file; -1 while unknown.</summary>
    public long FileOffset { get; set; } = -1;
}

/// <summary>A run of elements that tensors view.</summary>
/// <param name="Blob">The bytes.</param>
/// <param name="Type">The element type.</param>
/// <param name="FirstByte">Where the run begins in the blob.</param>
/// <param name="ByteCount">The run's length.</param>
internal sealed record TorchStorage(TorchBlob Blob, StoredType Type, long FirstByte, long ByteCount)
{
    /// <summary>The number of elements.</summary>
    public long Count { get; } = ByteCount / (Type.Bits / 8) * Type.Packed;

    /// <summary>The same bytes as elements of another type.</summary>
    public TorchStorage As(StoredType type) => new(Blob, type, FirstByte, ByteCount);
}

/// <summary>What a pickle says of a storage outside it.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Key">The storage's key.</param>
/// <param name="Count">The number of elements of the whole storage.</param>
/// <param name="View">First element and count of a part, or null for the whole; legacy format only.</param>
internal sealed record TorchStorageId(StoredType Type, string Key, long Count, (long First, long Count)? View)
{
    /// <summary>The size of the whole storage in bytes.</summary>
    public long ByteCount => Count * ElementSize;

    /// <summary>The size of one element, or of one unit of packed elements, in bytes.</summary>
    public int ElementSize => Type.Bits / 8;

    /// <summary>Reads <c>('storage', class, key, location, count[, view])</c>; null if the value is anything else.</summary>
    /// <remarks>Source: the persistent ids that <c>torch.save</c> writes.</remarks>
    public static TorchStorageId? Parse(object? value)
    {
        if (value is not PickleTuple { Items: { Count: 5 or 6 } items }
            || items[0] is not "storage"
            || items[1] is not TorchGlobal { Kind: TorchGlobalKind.Storage, Type: { } type }
            || items[2] is not string key
            || items[4] is not long count
            || count < 0
            || count > long.MaxValue / 16)
        {
            return null;
        }

        return (items.Count == 6 ? items[5] : null) switch
        {
            null => new TorchStorageId(type, key, count, View: null),
            PickleTuple { Items: [string, long first, long part] } when first >= 0 && part >= 0 && part <= count && first <= count - part =>
                new TorchStorageId(type, key, count, (first, part)),
            _ => null,
        };
    }

    /// <summary>The whole storage, or the part of it that the id names.</summary>
    public TorchStorage Over(TorchBlob blob) => new(blob, Type, (View?.First ?? 0) * ElementSize, (View?.Count ?? Count) * ElementSize);
}
