using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>What an edit overwrote, in one buffer that never shrinks, so that it can be put back bit for bit.</summary>
internal sealed partial class UndoLog(Queue queue, PlanMemory memory) : IDisposable
{
    private const long Alignment = 64;
    private const long Granularity = 1 << 16;

    // At most an entry for each result, or three for statistics, and one for each of their sources.
    private readonly List<Entry> _entries = new(5 * memory.Tensors.Count);
    private DeviceBuffer _buffer = new(memory.Device, 0);
    private long _used;

    /// <summary>The size of the buffer.</summary>
    public long CapacityBytes => _buffer.Bytes;

    /// <summary>What the present edit put into it.</summary>
    public long UsedBytes => _used;

    public bool IsEmpty => _entries.Count == 0;

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
    }

    /// <summary>Keeps the active pixels of a tensor.</summary>
    public void SaveRows(TensorMemory tensor, ActiveSet active, int pixels)
    {
        long bytes = RowBytes(tensor.Planned, pixels);
        Reserve(bytes);
        Operators.Gather(queue, tensor.Tensor, active, default, new DeviceRows(_buffer, _used));
        Add(new Entry(tensor, active, null, _used), bytes);
    }

    /// <summary>Keeps a small buffer whole.</summary>
    public void SaveBuffer(DeviceBuffer buffer)
    {
        Reserve(buffer.Bytes);
        buffer.CopyTo(queue, 0, _buffer, _used, buffer.Bytes);
        Add(new Entry(null, null, buffer, _used), buffer.Bytes);
    }

    /// <summary>Lets the edit write a tensor's second buffer.</summary>
    public void SaveBySwap(TensorMemory tensor)
    {
        tensor.EnsureSpare(memory.Device);
        // The entry first: a swap that nothing remembers could not be undone, and with a spare at hand swapping cannot fail.
        _entries.Add(new Entry(tensor, null, null, 0));
        tensor.Swap();
    }

    /// <summary>Where the rows of a tensor were kept in this edit, if they were.</summary>
    public DeviceRows? FindRows(TensorMemory tensor)
    {
        foreach (Entry entry in _entries)
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
            Entry entry = _entries[i];
            if (entry.Active is not null)
                Operators.Scatter(queue, new DeviceRows(_buffer, entry.Offset), entry.Active, entry.Tensor!.Tensor);
            else if (entry.Buffer is not null)
                _buffer.CopyTo(queue, entry.Offset, entry.Buffer, 0, entry.Buffer.Bytes);
            else
                entry.Tensor!.Swap();
            _entries.RemoveAt(i);
        }

        Clear();
    }

    /// <summary>Forgets everything: what was overwritten is not wanted back.</summary>
    public void Clear()
    {
        _entries.Clear();
        _used = 0;
    }

    public void Dispose() => _buffer.Dispose();

    private void Add(Entry entry, long bytes)
    {
        _entries.Add(entry);
        _used += Aligned(bytes);
    }

    private readonly record struct Entry(TensorMemory? Tensor, ActiveSet? Active, DeviceBuffer? Buffer, long Offset);
}
