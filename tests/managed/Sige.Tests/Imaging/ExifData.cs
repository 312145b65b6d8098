using System.Buffers.Binary;

namespace Sige.Tests.Imaging;

/// <summary>Exif data for the tests, with an orientation behind another entry.</summary>
internal static class ExifData
{
    /// <summary>From the TIFF header on, as a chunk of PNG or WebP holds it.</summary>
    public static byte[] Orientation(int orientation, bool bigEndian)
    {
        byte[] Order(params byte[] bytes) => bigEndian ? bytes : [.. bytes.Reverse()];
        return
        [
            .. bigEndian ? "MM"u8.ToArray() : "II"u8.ToArray(), .. Order(0, 42), .. Order(0, 0, 0, 8),
            .. Order(0, 2),
            .. Order(0x01, 0x0F), .. Order(0, 2), .. Order(0, 0, 0, 4), (byte)'X', (byte)'Y', (byte)'Z', 0,
            .. Order(0x01, 0x12), .. Order(0, 3), .. Order(0, 0, 0, 1), .. Order(0, (byte)orientation), 0, 0,
            .. Order(0, 0, 0, 0),
        ];
    }

    /// <summary>A JPEG file with an Exif segment right behind its first marker.</summary>
    public static byte[] InJpeg(byte[] jpeg, byte[] exif)
    {
        byte[] body = [.. "Exif\0\0"u8, .. exif];
        int length = body.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. body, .. jpeg[2..]];
    }

    /// <summary>A PNG file with an eXIf chunk right behind its header.</summary>
    public static byte[] InPng(byte[] png, byte[] exif)
    {
        const int HeaderEnd = 8 + 12 + 13;
        using var file = new MemoryStream();
        file.Write(png.AsSpan(0, HeaderEnd));
        PngTestFile.WriteChunk(file, "eXIf", exif);
        file.Write(png.AsSpan(HeaderEnd));
        return file.ToArray();
    }

    /// <summary>A WebP file in the extended form with an EXIF chunk at its end.</summary>
    public static byte[] InWebp(byte[] webp, byte[] exif, int width, int height)
    {
        bool isExtended = webp.AsSpan(12, 4).SequenceEqual("VP8X"u8);
        byte[] chunks = isExtended ? webp[12..] : [.. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, .. Size(width), .. Size(height), .. webp.AsSpan(12)];
        chunks[8] |= 0x08;
        byte[] body = [.. "WEBP"u8, .. chunks, .. "EXIF"u8, .. Bytes(exif.Length), .. exif, .. new byte[exif.Length % 2]];
        return [.. "RIFF"u8, .. Bytes(body.Length), .. body];

        static byte[] Size(int side) => [(byte)(side - 1), (byte)((side - 1) >> 8), 0];

        static byte[] Bytes(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        }
    }
}
