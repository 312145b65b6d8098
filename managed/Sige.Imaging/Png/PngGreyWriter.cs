using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sige.Imaging.Png;

/// <summary>
/// Writes 8- and 16-bit grey PNG files whose samples are the given numbers.
/// Source: PNG Specification (Third Edition).
/// </summary>
internal static class PngGreyWriter
{
    /// <summary>Encodes [H, W] samples of 8 bits.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> samples, int width)
    {
        int height = samples.Length / width;
        var lines = new byte[(width + 1) * height];
        for (int y = 0; y < height; y++)
            samples.Slice(y * width, width).CopyTo(lines.AsSpan(y * (width + 1) + 1));
        return EncodeLines(lines, width, height, bitDepth: 8);
    }

    /// <summary>Encodes [H, W] samples of 16 bits.</summary>
    public static byte[] Encode(ReadOnlySpan<ushort> samples, int width)
    {
        int height = samples.Length / width;
        int lineBytes = 1 + 2 * width;
        var lines = new byte[checked(lineBytes * height)];
        for (int y = 0; y < height; y++)
        {
            Span<byte> line = lines.AsSpan(y * lineBytes + 1, 2 * width);
            for (int x = 0; x < width; x++)
                BinaryPrimitives.WriteUInt16BigEndian(line[(2 * x)..], samples[y * width + x]);
        }

        return EncodeLines(lines, width, height, bitDepth: 16);
    }

    private static byte[] EncodeLines(byte[] lines, int width, int height, byte bitDepth)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[PngHeader.Size];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = bitDepth;
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, PngDataStream.ChunkType, Deflate(lines));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Deflate(byte[] lines)
    {
        using var compressed = new MemoryStream();
        using (var deflater = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            deflater.Write(lines);
        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] letters = Encoding.ASCII.GetBytes(type);
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        file.Write(letters);
        file.Write(body);
        uint crc = PngCrc.Update(PngCrc.Update(PngCrc.Initial, letters), body);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngCrc.Finish(crc));
        file.Write(number);
    }
}
