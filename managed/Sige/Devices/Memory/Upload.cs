using System.Buffers;
using System.Runtime.InteropServices;
using Sige.Interop;

namespace Sige.Devices;

/// <summary>Pieces of host memory and active sets that go to a device in one transfer. Keeps its memory from one to the next.</summary>
/// <param name="pieces">How many pieces there is room for from the start.</param>
/// <param name="sets">How many sets.</param>
internal sealed unsafe class Upload(int pieces, int sets) : IDisposable
{
    private readonly List<SigeUpload> _pieces = new(pieces);
    private readonly List<nint> _sets = new(sets);
    private readonly List<MemoryHandle> _pins = new(pieces);
    private readonly List<SafeHandle> _held = new(pieces + sets);

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => _pieces.Count == 0 && _sets.Count == 0;

    /// <summary>Adds a piece; where two overlap, the later one holds. The memory stays where it is until <see cref="Clear"/>.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="offset">First byte written.</param>
    public void Add<T>(ReadOnlyMemory<T> source, DeviceBuffer destination, long offset)
        where T : unmanaged
    {
        MemoryHandle pin = source.Pin();
        _pins.Add(pin);
        _pieces.Add(new SigeUpload
        {
            Src = pin.Pointer,
            Dst = Hold(destination.Handle),
            Offset = (ulong)offset,
            Bytes = (ulong)source.Length * (ulong)sizeof(T),
        });
    }

    /// <summary>Adds a set's tables.</summary>
    public void Add(ActiveSet set) => _sets.Add(Hold(set.Handle));

    /// <summary>Forgets what was added.</summary>
    public void Clear()
    {
        foreach (MemoryHandle pin in _pins)
            pin.Dispose();
        foreach (SafeHandle handle in _held)
            handle.DangerousRelease();
        _pins.Clear();
        _held.Clear();
        _pieces.Clear();
        _sets.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    internal void Send(SigeQueueHandle queue)
    {
        fixed (SigeUpload* pieces = CollectionsMarshal.AsSpan(_pieces))
        fixed (nint* sets = CollectionsMarshal.AsSpan(_sets))
            NativeMethods.QueueUpload(queue, pieces, (uint)_pieces.Count, sets, (uint)_sets.Count).Check();
    }

    private nint Hold(SafeHandle handle)
    {
        bool held = false;
        handle.DangerousAddRef(ref held);
        _held.Add(handle);
        return handle.DangerousGetHandle();
    }
}
