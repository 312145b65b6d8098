using System.Buffers.Binary;
using System.Text;

namespace Sige.Weights.Torch;

/// <summary>Reads a pickle's bytes from a window of a file, never beyond it.</summary>
internal sealed class PickleReader(MappedFile file, long start, long end)
{
    private const int LongestLine = 256;
    private const ulong MostText = 1 << 28;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[Math.Clamp(end - start, 0, 1 << 16)];
    private long _bufferStart = start;
    private int _buffered;
    private ulong _textLeft = MostText;

    /// <summary>The position in the file of the next byte.</summary>
    public long Position { get; private set; } = start;

    /// <summary>The count of bytes left in the window.</summary>
    public long Remaining => end - Position;

    public byte ReadByte()
    {
        if (Position >= _bufferStart + _buffered)
            Fill();
        return _buffer[(int)(Position++ - _bufferStart)];
    }

    public void Read(Span<byte> destination)
    {
        Demand((ulong)destination.Length);
        long inBuffer = _bufferStart + _buffered - Position;
        if (destination.Length <= inBuffer)
            _buffer.AsSpan((int)(Position - _bufferStart), destination.Length).CopyTo(destination);
        else
            file.Read(Position, destination);
        Position += destination.Length;
    }

    public byte[] ReadBytes(ulong length)
    {
        Demand(length);
        if (length > _textLeft)
            throw Fault($"more than {MostText} bytes of text and numbers in all.");
        _textLeft -= length;
        var bytes = new byte[length];
        Read(bytes);
        return bytes;
    }

    public void Skip(ulong length)
    {
        Demand(length);
        Position += (long)length;
    }

    public ushort ReadUInt16() => (ushort)(ReadByte() | (ReadByte() << 8));

    public uint ReadUInt32() => ReadUInt16() | ((uint)ReadUInt16() << 16);

    public ulong ReadUInt64() => ReadUInt32() | ((ulong)ReadUInt32() << 32);

    public double ReadBigEndianDouble()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = ReadByte();
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    public string ReadText(ulong length)
    {
        long position = Position;
        try
        {
            return StrictUtf8.GetString(ReadBytes(length));
        }
        catch (DecoderFallbackException fault)
        {
            throw file.Fault("text that is not valid UTF-8.", position, fault);
        }
    }

    /// <summary>Reads ASCII text up to a line feed.</summary>
    public string ReadLine()
    {
        var line = new StringBuilder();
        for (byte next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (line.Length == LongestLine)
                throw Fault($"a line of more than {LongestLine} bytes.");
            line.Append((char)next);
        }

        return line.ToString();
    }

    /// <summary>A fault of what the file is, not of a place in it.</summary>
    public WeightFormatException Refuse(string reason) => file.Fault(reason);

    public WeightFormatException Fault(string reason) => file.Fault("in the pickle: " + reason, Position);

    private void Fill()
    {
        Demand(1);
        _bufferStart = Position;
        _buffered = (int)Math.Min(_buffer.Length, Remaining);
        file.Read(Position, _buffer.AsSpan(0, _buffered));
    }

    private void Demand(ulong length)
    {
        if (length > (ulong)Math.Max(Remaining, 0))
            throw Fault($"{length} bytes expected, but it ends after {Math.Max(Remaining, 0)} more; the file is cut short or damaged: download it again.");
    }
}
