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

    /// <summary>
    /// Whether an edit computes tensors that are cheap to make wherever it reads them, in place of loading their unchanged pixels: what a
    /// convolution makes of an input or a smaller tensor without a normalisation between, such as the first layer of a U-Net and those
    /// behind its enlargements. A step of a DDPM takes 16 % less, an edit 1.4 % more multiply-adds, and such a tensor is then up to date
    /// around the active pixels too. It has effect with <see cref="NormPolicy.Recorded"/> and without a <see cref="Region"/>.
    /// </summary>
    public bool RecomputesCheapTensors { get; init; } = true;

    /// <summary>What notices call a slot: the word of the program's own user.</summary>
    internal string SlotName { get; init; } = "slot";

    /// <summary>How edits run: with a region there is nothing to compute the rest of the output from.</summary>
    internal SessionOptions Edits => Region is null ? Session : Session with { OutputPolicy = OutputPolicy.Active };
}
