using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>One recording: its state, its memory, and the conditions that it was made with.</summary>
internal sealed class CacheSlot : IDisposable
{
    // Replaced, never changed: a report may be taken while a run widens a tensor.
    private Dictionary<int, (DeviceBuffer Buffer, long Overflows)> _widened = [];

    public SlotState State { get; set; } = SlotState.Empty;

    /// <summary>Other after each recording, and once the slot is forgotten: what it keeps may lie elsewhere.</summary>
    public int Openings { get; private set; }

    /// <summary>Where the slot's layout begins; null where nothing is stored.</summary>
    public DeviceBuffer? Buffer { get; set; }

    /// <summary>Whether <see cref="Buffer"/> is one in which slots take turns.</summary>
    public bool IsStaged { get; init; }

    /// <summary>The inputs that an edit may not change.</summary>
    public SessionInput[] Conditions { get; set; } = [];

    /// <summary>Why it is not stored, if that is not for want of room alone.</summary>
    public string? Reason { get; set; }

    /// <summary>The tensors that float16 could not hold, by step.</summary>
    public IEnumerable<(int Step, long Overflows, long Bytes)> Widened =>
        _widened.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value.Overflows, entry.Value.Buffer.Bytes));

    public long WidenedBytes { get; private set; }

    /// <summary>Where a step's result is kept.</summary>
    public DeviceTensor Tensor(int step, in CachedTensor tensor) => _widened.TryGetValue(step, out (DeviceBuffer Buffer, long) wide)
        ? tensor.In(wide.Buffer, tensor.Tensor.ElementType, 0)
        : tensor.In(Buffer!, tensor.ElementType, tensor.Offset);

    /// <summary>Lets a step's result be kept as float32, in memory of its own.</summary>
    public void Widen(int step, DeviceBuffer buffer, long overflows)
    {
        _widened = new(_widened) { [step] = (buffer, overflows) };
        WidenedBytes += buffer.Bytes;
    }

    /// <summary>Empties the slot; its memory stays.</summary>
    public void Clear()
    {
        State = SlotState.Empty;
        Openings++;
        Conditions = [];
        Reason = null;
        foreach ((DeviceBuffer buffer, _) in _widened.Values)
            buffer.Dispose();
        _widened = [];
        WidenedBytes = 0;
    }

    public void Dispose()
    {
        Clear();
        if (!IsStaged)
            Buffer?.Dispose();
        Buffer = null;
    }
}
