using System.Runtime.InteropServices;

namespace Sige.Weights;

/// <summary>What a pipe held, in memory of this process alone: a pipe can be neither mapped nor read twice.</summary>
internal sealed class PipeBuffer : SafeBuffer
{
    /// <summary>Beyond every network that Sige runs; a pipe without end must not take the machine's memory.</summary>
    internal const long Largest = 4L << 30;

    private const int FirstSize = 1 << 20;

    private PipeBuffer()
        : base(ownsHandle: true)
    {
    }

    /// <summary>How many bytes came.</summary>
    public long Length { get; private set; }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The pipe.</param>
    /// <param name="path">How the user named it.</param>
    /// <param name="largest">The most bytes that are taken.</param>
    public static PipeBuffer Read(Stream stream, string path, long largest = Largest)
    {
        var buffer = new PipeBuffer();
        try
        {
            buffer.Fill(stream, path, largest);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override unsafe bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }

    private unsafe void Fill(Stream stream, string path, long largest)
    {
        long size = 0;
        while (true)
        {
            if (Length == size)
            {
                size = Math.Max(FirstSize, size * 2);
                SetHandle((nint)NativeMemory.Realloc((void*)handle, (nuint)size));
            }

            int room = (int)Math.Min(size - Length, FirstSize);
            int read = stream.Read(new Span<byte>((byte*)handle + Length, room));
            if (read == 0)
                break;
            Length += read;
            if (Length > largest)
                throw new WeightFormatException(path, $"a pipe of more than {largest} bytes; it would have to be kept in memory: save it to a file first.");
        }

        Initialize((ulong)Length);
    }
}
