namespace Sige.Lowering;

/// <summary>What a finished plan decides of a tensor.</summary>
/// <param name="Storage">How long it is kept.</param>
/// <param name="IsReadBeyondActive">Whether an edit may read pixels of it that the edit did not compute.</param>
/// <param name="IsOfPicture">Whether it depends on the picture, rather than on conditions alone (a time, a text).</param>
/// <param name="IsRecomputed">Whether an edit computes it wherever it reads it, in place of taking the pixels that are not active from a cache.</param>
/// <param name="ArenaOffset">The place in the arena in bytes; 0 for tensors that are not there.</param>
internal sealed record TensorPlacement(
    TensorStorage Storage, bool IsReadBeyondActive, bool IsOfPicture, bool IsRecomputed = false, long ArenaOffset = 0)
{
    /// <summary>Whether its memory is that of the arena.</summary>
    public bool IsInArena => Storage is TensorStorage.Transient or TensorStorage.Cached;
}
