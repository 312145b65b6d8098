using Sige.Devices;

namespace Sige.Sessions;

/// <summary>Something that an edit overwrote: the active pixels of a tensor, a buffer, or by a swap a tensor's second buffer.</summary>
/// <param name="Tensor">The tensor; null for a buffer.</param>
/// <param name="Active">Its pixels; null for a swap.</param>
/// <param name="Buffer">The buffer; null for a tensor.</param>
/// <param name="Offset">Where the log keeps what was there, in bytes; a swap needs no room.</param>
internal readonly record struct UndoEntry(TensorMemory? Tensor, ActiveSet? Active, DeviceBuffer? Buffer, long Offset)
{
    /// <summary>Whether undoing it is to swap the tensor's buffers.</summary>
    public bool IsSwap => Active is null && Buffer is null;
}

/// <summary>All that an edit overwrote.</summary>
/// <param name="All">In the order in which it did.</param>
/// <param name="UsedBytes">What the log takes for it.</param>
internal readonly record struct UndoEntries(UndoEntry[] All, long UsedBytes);
