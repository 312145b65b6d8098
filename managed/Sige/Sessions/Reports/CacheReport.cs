namespace Sige.Sessions;

/// <summary>A tensor that did not fit float16 and is stored as float32.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Overflows">How many of its values passed 65504.</param>
/// <param name="Bytes">What its float32 form takes from memory, beside the slot.</param>
public readonly record struct WidenedTensor(int Slot, string Tensor, long Overflows, long Bytes);

/// <summary>What the activation cache of a <see cref="CachedSession"/> holds.</summary>
public sealed class CacheReport
{
    /// <summary>The state of each slot.</summary>
    public required IReadOnlyList<SlotState> Slots { get; init; }

    /// <summary>
    /// In what activations that depend on the picture are stored: as asked, or float16 where the device keeps them so, which loses nothing.
    /// </summary>
    public required CachePrecision Precision { get; init; }

    /// <summary>What each stored slot takes, in bytes.</summary>
    public required long SlotBytes { get; init; }

    /// <summary>What the cache takes from memory now, in bytes, widened tensors included.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The size of the spill file in bytes; 0 without one.</summary>
    public required long SpillBytes { get; init; }

    /// <summary>The spill file; null without one.</summary>
    public required string? SpillFile { get; init; }

    /// <summary>The tensors that are stored as float32 because float16 would have overflowed.</summary>
    public required IReadOnlyList<WidenedTensor> Widened { get; init; }

    /// <summary>What a person should know, a sentence each.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>How many slots are in a state.</summary>
    /// <param name="state">The state.</param>
    public int Count(SlotState state) => Slots.Count(slot => slot == state);
}
