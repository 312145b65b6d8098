using System.Buffers.Binary;
using System.Text;

namespace Sige.Imaging.Png;

/// <summary>
/// Walks the chunks of a PNG stream and checks each one's length, type and CRC. No length of the file is trusted: a
/// chunk that does not fit the rest of the stream is refused before anything is read.
/// Source: PNG Specification (Third Edition), 5.3 Chunk layout.
/// </summary>
internal sealed class PngChunkReader(Stream stream, string file)
{
    private const int FrameSize = 12;

    private uint _crc;

    /// <summary>Name of the file, for messages.</summary>
    public string File { get; } = file;

    /// <summary>Four letters of the current chunk's type.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Bytes of the current chunk's body that are not read yet.</summary>
    public int Remaining { get; private set; }

    /// <summary>A decoder that does not know this chunk must refuse the file (the first letter is a capital).</summary>
    public bool IsCritical => char.IsAsciiLetterUpper(Type[0]);

    /// <summary>Reads the eight bytes with which every PNG file begins.</summary>
    /// <exception cref="ImageFormatException">They differ.</exception>
    public void ReadSignature()
    {
        ReadOnlySpan<byte> expected = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        Span<byte> found = stackalloc byte[8];
        int count = stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
        if (!found.SequenceEqual(expected))
            throw new ImageFormatException(File, "a PNG file", count == 0 ? "an empty file" : $"a file that begins with {Convert.ToHexString(found[..count])}");
    }

    /// <summary>Goes to the next chunk; the current one must be finished.</summary>
    /// <exception cref="ImageFormatException">The file ends, or the chunk's length or type is impossible.</exception>
    public void Next()
    {
        Span<byte> head = stackalloc byte[8];
        long left = stream.Length - stream.Position;
        if (left < FrameSize)
            throw new ImageFormatException(File, "a chunk", $"the end of the file after {Position()}");
        stream.ReadExactly(head);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
        Span<byte> type = head[4..];
        foreach (byte letter in type)
        {
            if (!char.IsAsciiLetter((char)letter))
                throw new ImageFormatException(File, "a chunk type of four letters", $"bytes {Convert.ToHexString(type)}");
        }

        Type = Encoding.ASCII.GetString(type);
        if (length > left - FrameSize)
            throw new ImageFormatException(File, $"a {Type} chunk of {length} bytes", $"only {left - FrameSize} bytes before the end of the file");
        if (length > int.MaxValue)
            throw new ImageFormatException(File, $"a chunk of at most {int.MaxValue} bytes", $"{length}");
        Remaining = (int)length;
        _crc = PngCrc.Update(PngCrc.Initial, type);
    }

    /// <summary>Reads from the body of the current chunk; 0 at its end.</summary>
    public int Read(Span<byte> destination)
    {
        int count = stream.Read(destination[..Math.Min(destination.Length, Remaining)]);
        if (count == 0 && Remaining > 0 && destination.Length > 0)
            throw new ImageFormatException(File, $"{Remaining} more bytes of chunk {Type}", "the end of the file");
        _crc = PngCrc.Update(_crc, destination[..count]);
        Remaining -= count;
        return count;
    }

    /// <summary>Reads the whole body of the current chunk, which must have exactly this size.</summary>
    public void ReadBody(Span<byte> destination)
    {
        if (Remaining != destination.Length)
            throw new ImageFormatException(File, $"a {Type} chunk of {destination.Length} bytes", $"{Remaining}");
        while (destination.Length > 0)
            destination = destination[Read(destination)..];
        Finish();
    }

    /// <summary>Reads the first bytes of the current chunk's body, as many as there are up to a limit.</summary>
    public byte[] ReadHead(int most)
    {
        var head = new byte[Math.Min(most, Remaining)];
        for (Span<byte> rest = head; rest.Length > 0;)
            rest = rest[Read(rest)..];
        return head;
    }

    /// <summary>Skips what is left of the body and checks the CRC.</summary>
    /// <exception cref="ImageFormatException">The CRC differs.</exception>
    public void Finish()
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (Remaining > 0)
            Read(buffer);
        Span<byte> stored = buffer[..4];
        stream.ReadExactly(stored);
        uint expected = PngCrc.Finish(_crc);
        uint found = BinaryPrimitives.ReadUInt32BigEndian(stored);
        if (expected != found)
            throw new ImageFormatException(File, $"CRC {expected:X8} for chunk {Type}", $"{found:X8}");
    }

    private string Position() => Type.Length == 0 ? "the signature" : $"chunk {Type}";
}
