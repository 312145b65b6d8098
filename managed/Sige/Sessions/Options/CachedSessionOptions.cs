namespace Sige.Sessions;

/// <summary>How a <see cref="CachedSession"/> runs its network, and what it keeps of its recordings.</summary>
public sealed record CachedSessionOptions
{
    /// <summary>How the network runs.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>How activations are stored. Outputs, and what does not depend on the picture, are always stored as float32.</summary>
    public CachePrecision Precision { get; init; } = CachePrecision.Float16;

    /// <summary>
    /// Bytes of memory that all recordings together may take, or null for no limit. The first slots are held in memory; those past
    /// the budget are spilled, or not stored.
    /// </summary>
    public long? BudgetBytes { get; init; }

    /// <summary>
    /// A folder for the file that takes the slots past the budget; null for none. The file is as large as those slots from the
    /// session's start to its end. Files that dead processes left behind there are deleted.
    /// </summary>
    public string? SpillDirectory { get; init; }

    /// <summary>
    /// The only part of the picture that will be edited, in pixels of the largest input; null for all of it. What edits inside it
    /// never read is not stored.
    /// </summary>
    public PixelRegion? Region { get; init; }
}
