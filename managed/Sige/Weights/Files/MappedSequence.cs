using System.Buffers;
using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>A mapped file as a sequence of bytes that no reader can leave. Nothing may be read after it is disposed.</summary>
internal sealed unsafe class MappedSequence : IDisposable
{
    /// <summary>A span holds at most 2^31 - 1 bytes: larger files are several segments.</summary>
    private const int SegmentSize = 1 << 30;

    private readonly SafeBuffer _buffer;

    public MappedSequence(MappedFile file)
    {
        _buffer = file.Buffer;
        byte* start = null;
        _buffer.AcquirePointer(ref start);
        Segment first = new(start, 0, file.Length, null);
        Segment last = first;
        while (last.End < file.Length)
            last = new Segment(start, last.End, file.Length, last);
        Bytes = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public ReadOnlySequence<byte> Bytes { get; }

    public void Dispose() => _buffer.ReleasePointer();

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte* start, long offset, long length, Segment? previous)
        {
            var memory = new NativeMemory(start + offset, (int)Math.Min(SegmentSize, length - offset));
            Memory = memory.Memory;
            RunningIndex = offset;
            previous?.Next = this;
        }

        public long End => RunningIndex + Memory.Length;
    }

    private sealed class NativeMemory(byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
