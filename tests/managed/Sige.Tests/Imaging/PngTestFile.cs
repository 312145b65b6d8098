using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sige.Tests.Imaging;

/// <summary>
/// A PNG file of any kind for the tests, written without the library's own code: every bit depth, colour type, row
/// filter and interlace method, and, on purpose, files that break the rules.
/// </summary>
internal sealed record PngTestFile(int Width, int Height, int BitDepth, int ColorType)
{
    private static readonly (int X0, int Y0, int Dx, int Dy)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Samples as stored, [H, W, samples of a pixel].</summary>
    public int[] Samples { get; init; } = [];

    /// <summary>The filter of row y of each pass.</summary>
    public Func<int, int> Filter { get; init; } = _ => 0;

    public bool Interlaced { get; init; }

    /// <summary>Colours in PLTE; 0 writes no such chunk.</summary>
    public int PaletteSize { get; init; }

    /// <summary>Most bytes of an IDAT chunk.</summary>
    public int DataChunkSize { get; init; } = int.MaxValue;

    /// <summary>Chunks between IHDR and the image data.</summary>
    public (string Type, byte[] Body)[] Extra { get; init; } = [];

    /// <summary>Bytes appended to the image data before it is compressed.</summary>
    public byte[] Surplus { get; init; } = [];

    private int SamplesPerPixel => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public byte[] Encode()
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", Header());
        foreach ((string type, byte[] body) in Extra)
            WriteChunk(file, type, body);
        if (PaletteSize > 0)
            WriteChunk(file, "PLTE", [.. Enumerable.Range(0, 3 * PaletteSize).Select(i => (byte)(i * 37))]);
        byte[] data = Compress([.. EncodeRows(), .. Surplus]);
        foreach (byte[] part in data.Chunk(Math.Min(DataChunkSize, data.Length)))
            WriteChunk(file, "IDAT", part);
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    public static void WriteChunk(Stream file, string type, byte[] body)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. body];
        file.Write(BigEndian(body.Length));
        file.Write(typed);
        file.Write(BigEndian((int)Crc(typed)));
    }

    /// <summary>CRC-32 by polynomial division, bit by bit.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var deflater = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            deflater.Write(bytes);
        return stream.ToArray();
    }

    private byte[] Header() =>
        [.. BigEndian(Width), .. BigEndian(Height), (byte)BitDepth, (byte)ColorType, 0, 0, (byte)(Interlaced ? 1 : 0)];

    private byte[] EncodeRows()
    {
        var rows = new List<byte>();
        foreach ((int x0, int y0, int dx, int dy) in Interlaced ? Adam7 : [(0, 0, 1, 1)])
        {
            if (x0 >= Width)
                continue;
            byte[]? above = null;
            for (int y = y0; y < Height; y += dy)
            {
                byte[] row = PackRow(y, x0, dx);
                rows.Add((byte)Filter(y));
                rows.AddRange(ApplyFilter(Filter(y), row, above ?? new byte[row.Length]));
                above = row;
            }
        }

        return [.. rows];
    }

    private byte[] PackRow(int y, int x0, int dx)
    {
        var bits = new List<bool>();
        for (int x = x0; x < Width; x += dx)
        {
            for (int s = 0; s < SamplesPerPixel; s++)
            {
                int sample = Samples[(y * Width + x) * SamplesPerPixel + s];
                for (int bit = BitDepth - 1; bit >= 0; bit--)
                    bits.Add((sample >> bit & 1) != 0);
            }
        }

        return [.. bits.Chunk(8).Select(part => (byte)part.Select((set, i) => set ? 0x80 >> i : 0).Sum())];
    }

    private byte[] ApplyFilter(int filter, byte[] row, byte[] above)
    {
        int unit = Math.Max(1, BitDepth * SamplesPerPixel / 8);
        return [.. row.Select((value, i) =>
        {
            int left = i < unit ? 0 : row[i - unit];
            int up = above[i];
            int corner = i < unit ? 0 : above[i - unit];
            return (byte)(value - filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => new[] { left, up, corner }.MinBy(guess => Math.Abs(left + up - corner - guess)),
                _ => 0,
            });
        })];
    }
}
