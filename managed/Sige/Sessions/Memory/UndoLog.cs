using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>What an edit overwrote, in one buffer that never shrinks, so that it can be put back bit for bit.</summary>
internal sealed partial class UndoLog(Queue queue, PlanMemory memory) : IDisposable
{
    private const long Alignment = 64;
    private const long Granularity = 1 << 16;

    // At most an entry for each result, or three for statistics, and one for each of their sources.
    private readonly List<UndoEntry> _entries = new(5 * memory.Tensors.Count);
    private DeviceBuffer _buffer = new(memory.Device, 0);
    private long _used;

    /// <summary>The size of the buffer.</summary>
    public long CapacityBytes => _buffer.Bytes;

    /// <summary>What the present edit put into it.</summary>
    public long UsedBytes => _used;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Whether an edit is in it that let a tensor's second buffer be written.</summary>
    public bool HasSwaps => _entries.Exists(entry => entry.IsSwap);

    /// <summary>Other after the buffer has moved.</summary>
    public int Moves { get; private set; }

    /// <summary>What the present edit put into it.</summary>
    public UndoEntries Entries => new([.. _entries], _used);

    /// <summary>What entries of a size take.</summary>
    public static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>What the active pixels of a tensor take.</summary>
    public static long RowBytes(PlanTensor tensor, int pixels) => Aligned(tensor.RowBytes(pixels));

    /// <summary>The size of a buffer that holds so many bytes.</summary>
    public static long Rounded(long bytes) => (bytes + Granularity - 1) / Granularity * Granularity;

    /// <summary>Makes room, so that the edit that follows does not have to grow the buffer.</summary>
    public void Reserve(long bytes)
    {
        if (_used + bytes <= _buffer.Bytes)
            return;
        var larger = new DeviceBuffer(memory.Device, Rounded(_used + bytes));
        if (_used > 0)
            _buffer.CopyTo(queue, 0, larger, 0, _used);
        _buffer.Dispose();
        _buffer = larger;
        Moves++;
    }

    /// <summary>Keeps the active pixels of a tensor.</summary>
    public void SaveRows(TensorMemory tensor, ActiveSet active, int pixels)
    {
        long bytes = RowBytes(tensor.Planned, pixels);
        Reserve(bytes);
        Operators.Gather(queue, tensor.Tensor, active, default, new DeviceRows(_buffer, _used));
        Add(new UndoEntry(tensor, active, null, _used), bytes);
    }

    /// <summary>Keeps a small buffer whole.</summary>
    public void SaveBuffer(DeviceBuffer buffer)
    {
        Reserve(buffer.Bytes);
        buffer.CopyTo(queue, 0, _buffer, _used, buffer.Bytes);
        Add(new UndoEntry(null, null, buffer, _used), buffer.Bytes);
    }

    /// <summary>Lets the edit write a tensor's second buffer.</summary>
    public void SaveBySwap(TensorMemory tensor)
    {
        tensor.EnsureSpare(memory.Device);
        // The entry first: a swap that nothing remembers could not be undone, and with a spare at hand swapping cannot fail.
        _entries.Add(new UndoEntry(tensor, null, null, 0));
        tensor.Swap();
    }

    /// <summary>Where the rows of a tensor were kept in this edit, if they were.</summary>
    public DeviceRows? FindRows(TensorMemory tensor)
    {
        foreach (UndoEntry entry in _entries)
        {
            if (entry.Tensor == tensor && entry.Active is not null)
                return new DeviceRows(_buffer, entry.Offset);
        }

        return null;
    }

    /// <summary>
    /// Puts everything back, last first, and empties the log. An entry goes when it is back, so that a call that failed can be repeated:
    /// a second swap of a tensor would undo the first.
    /// </summary>
    public void Undo()
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            PutBack(_entries[i]);
            _entries.RemoveAt(i);
        }

        Clear();
    }

    /// <summary>Makes the calls that put everything back, for a capture; the log is as before.</summary>
    public void NoteUndo()
    {
        int next = _entries.Count;
        try
        {
            while (next > 0)
            {
                PutBack(_entries[next - 1]);
                next--;
            }
        }
        finally
        {
            for (; next < _entries.Count; next++)
                SwapIf(_entries[next]);
        }
    }

    /// <summary>Empties the log of an edit that has not run, or that the device has put back.</summary>
    public void TakeBack()
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
            SwapIf(_entries[i]);
        Clear();
    }

    /// <summary>Takes what an edit put into the log, which was empty: the device has just run it again.</summary>
    public void Repeat(in UndoEntries entries)
    {
        _entries.AddRange(entries.All);
        _used = entries.UsedBytes;
        foreach (UndoEntry entry in entries.All)
            SwapIf(entry);
    }

    /// <summary>Forgets everything: what was overwritten is not wanted back.</summary>
    public void Clear()
    {
        _entries.Clear();
        _used = 0;
    }

    public void Dispose() => _buffer.Dispose();

    private void PutBack(in UndoEntry entry)
    {
        if (entry.Active is not null)
            Operators.Scatter(queue, new DeviceRows(_buffer, entry.Offset), entry.Active, entry.Tensor!.Tensor);
        else if (entry.Buffer is not null)
            _buffer.CopyTo(queue, entry.Offset, entry.Buffer, 0, entry.Buffer.Bytes);
        else
            entry.Tensor!.Swap();
    }

    private static void SwapIf(in UndoEntry entry)
    {
        if (entry.IsSwap)
            entry.Tensor!.Swap();
    }

    private void Add(UndoEntry entry, long bytes)
    {
        _entries.Add(entry);
        _used += Aligned(bytes);
    }
}
