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
/// <param name="DataType">The element type.</param>
/// <param name="FirstElement">Where the run begins in the blob, in elements.</param>
/// <param name="Count">The number of elements.</param>
internal sealed record TorchStorage(TorchBlob Blob, WeightDataType DataType, long FirstElement, long Count);

/// <summary>What a pickle says of a storage outside it.</summary>
/// <param name="DataType">The element type.</param>
/// <param name="Key">The storage's key.</param>
/// <param name="Count">The number of elements of the whole storage.</param>
/// <param name="View">First element and count of a part, or null for the whole; legacy format only.</param>
internal sealed record TorchStorageId(WeightDataType DataType, string Key, long Count, (long First, long Count)? View)
{
    /// <summary>The size of the whole storage in bytes.</summary>
    public long ByteCount => Count * DataType.ElementSize();

    /// <summary>Reads <c>('storage', class, key, location, count[, view])</c>; null if the value is anything else.</summary>
    /// <remarks>Source: the persistent ids that <c>torch.save</c> writes.</remarks>
    public static TorchStorageId? Parse(object? value)
    {
        if (value is not PickleTuple { Items: { Count: 5 or 6 } items }
            || items[0] is not "storage"
            || items[1] is not TorchGlobal { Kind: TorchGlobalKind.Storage, DataType: var dataType }
            || items[2] is not string key
            || items[4] is not long count
            || count < 0
            || count > long.MaxValue / dataType.ElementSize())
        {
            return null;
        }

        return (items.Count == 6 ? items[5] : null) switch
        {
            null => new TorchStorageId(dataType, key, count, View: null),
            PickleTuple { Items: [string, long first, long part] } when first >= 0 && part >= 0 && part <= count && first <= count - part =>
                new TorchStorageId(dataType, key, count, (first, part)),
            _ => null,
        };
    }

    /// <summary>The whole storage, or the part of it that the id names.</summary>
    public TorchStorage Over(TorchBlob blob) => new(blob, DataType, View?.First ?? 0, View?.Count ?? Count);
}
