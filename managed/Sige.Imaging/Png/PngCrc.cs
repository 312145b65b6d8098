namespace Sige.Imaging.Png;

/// <summary>
/// The CRC-32 of a PNG chunk (polynomial 0xEDB88320, reflected), over its type and body.
/// Source: PNG Specification (Third Edition), 5.5 CRC algorithm.
/// </summary>
internal static class PngCrc
{
    /// <summary>The register before the first byte.</summary>
    public const uint Initial = 0xFFFFFFFF;

    private static readonly uint[] Table = MakeTable();

    /// <summary>Takes <paramref name="bytes"/> into the register <paramref name="crc"/>.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    /// <summary>The value that the file stores for the register <paramref name="crc"/>.</summary>
    public static uint Finish(uint crc) => ~crc;

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int bit = 0; bit < 8; bit++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
