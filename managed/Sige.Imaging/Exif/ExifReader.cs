using System.Buffers.Binary;

namespace Sige.Imaging;

/// <summary>Reads the orientation out of Exif data.</summary>
internal static class ExifReader
{
    private const int HeaderSize = 8;
    private const int EntrySize = 12;
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;

    /// <summary>Finds the orientation of the main picture.</summary>
    /// <param name="exif">Exif data from its TIFF header on, or with the six bytes in front that JPEG files have there.</param>
    /// <returns>The orientation; upright where the data does not hold a valid one, as every viewer takes it.</returns>
    public static ExifOrientation FindOrientation(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
            exif = exif["Exif\0\0"u8.Length..];
        bool little = exif.StartsWith("II*\0"u8);
        if (exif.Length < HeaderSize || !(little || exif.StartsWith("MM\0*"u8)))
            return ExifOrientation.Upright;
        uint directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory > exif.Length - sizeof(ushort))
            return ExifOrientation.Upright;
        ReadOnlySpan<byte> entries = exif[(int)directory..];
        int count = Short(entries, little);
        entries = entries[sizeof(ushort)..];
        for (; count > 0 && entries.Length >= EntrySize; count--, entries = entries[EntrySize..])
        {
            if (Short(entries, little) == OrientationTag && Short(entries[2..], little) == ShortType)
                return Short(entries[8..], little) is var value and >= 1 and <= 8 ? (ExifOrientation)value : ExifOrientation.Upright;
        }

        return ExifOrientation.Upright;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
