namespace Sige.Bench.Fidelity;

/// <summary>
/// The errors of one edit, over the picture and in the once-dilated mask: each run is compared with a whole run of the edited input in its
/// own arithmetic.
/// </summary>
/// <param name="Model">The network.</param>
/// <param name="State">Its noise level, or nothing.</param>
/// <param name="Seed">Of its weights.</param>
/// <param name="Edit">Which edit.</param>
/// <param name="EditPercent">Its share of the picture.</param>
/// <param name="Unedited">The original's output: what an edit that does nothing errs.</param>
/// <param name="Reference">The reference's edit.</param>
/// <param name="Sige">Sige's edit.</param>
/// <param name="Cached">Sige's edit from a float32 cache; null where the product has none.</param>
/// <param name="Across">Sige's edit against the emulation's whole run.</param>
/// <param name="Arithmetic">
/// Sige's whole run against the emulation's: what the order of sums and other forms make of the same network.
/// </param>
internal sealed record FidelityRow(
    string Model,
    string State,
    ulong Seed,
    string Edit,
    double EditPercent,
    PictureError Unedited,
    PictureError Reference,
    PictureError Sige,
    PictureError? Cached,
    PictureError Across,
    PictureError Arithmetic)
{
    /// <summary>Sige's edit over the reference's, or over the error of whole runs where that is larger.</summary>
    public ErrorRatio Ratio => Sige.Over(Reference, Arithmetic);

    /// <summary>The same of the edit from a cache.</summary>
    public ErrorRatio? CachedRatio => Cached?.Over(Reference, Arithmetic);
}
