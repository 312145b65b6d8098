namespace Sige.Sessions;

/// <summary>What a session takes from its device, in bytes.</summary>
/// <param name="Weights">Packed weights, with the constants of normalisations.</param>
/// <param name="KeptWeights">Weights that forms of convolutions keep beside them.</param>
/// <param name="Recorded">Activations kept from run to run.</param>
/// <param name="Spare">Second buffers of tensors that edits compute whole.</param>
/// <param name="Transient">The memory that all other activations share.</param>
/// <param name="Log">The undo log.</param>
/// <param name="ActiveSets">Index tables.</param>
/// <param name="Cache">Recordings held in memory by a <see cref="CachedSession"/>.</param>
/// <param name="NarrowWeights">Those of the weights that are kept in 16 bits.</param>
public readonly record struct MemoryReport(
    long Weights, long KeptWeights, long Recorded, long Spare, long Transient, long Log, long ActiveSets, long Cache = 0,
    long NarrowWeights = 0)
{
    /// <summary>All of it.</summary>
    public long Total => Weights + KeptWeights + Recorded + Spare + Transient + Log + ActiveSets + Cache;

    /// <summary>What two sessions take together.</summary>
    /// <param name="other">The other's.</param>
    public MemoryReport Plus(MemoryReport other) => new(
        Weights + other.Weights,
        KeptWeights + other.KeptWeights,
        Recorded + other.Recorded,
        Spare + other.Spare,
        Transient + other.Transient,
        Log + other.Log,
        ActiveSets + other.ActiveSets,
        Cache + other.Cache,
        NarrowWeights + other.NarrowWeights);
}
