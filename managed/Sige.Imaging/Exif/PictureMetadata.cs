using System.Buffers.Binary;
using SkiaSharp;

namespace Sige.Imaging;

/// <summary>What a picture file says beside its pixels, as far as it changes how they are to be seen.</summary>
/// <remarks>
/// Skia tells the orientation of JPEG files alone for certain: it passes over that of a PNG file (eXIf), and over that of a WebP file whose
/// data begins as in JPEG.
/// </remarks>
/// <param name="Orientation">How the pixels are to be turned.</param>
/// <param name="HasColourProfile">Whether an ICC profile says what the values mean; without one they are sRGB.</param>
internal readonly record struct PictureMetadata(ExifOrientation Orientation, bool HasColourProfile)
{
    private const int PngSignature = 8;
    private const int PngFrame = 12;
    private const int RiffHeader = 12;
    private const int RiffChunkHeader = 8;

    /// <summary>Reads what a file says.</summary>
    /// <param name="codec">Its decoder.</param>
    /// <param name="file">All its bytes.</param>
    public static PictureMetadata Of(SKCodec codec, ReadOnlySpan<byte> file) => codec.EncodedFormat switch
    {
        // A gAMA chunk alone, which some writers add to every file, moves dark values by up to 9 of 255 and is passed over, as most readers do.
        SKEncodedImageFormat.Png => new(ExifReader.FindOrientation(FindInPng(file, "eXIf"u8)), !FindInPng(file, "iCCP"u8).IsEmpty),
        SKEncodedImageFormat.Webp => new(ExifReader.FindOrientation(FindInWebp(file, "EXIF"u8)), !FindInWebp(file, "ICCP"u8).IsEmpty),
        _ => new((ExifOrientation)codec.EncodedOrigin, HasColourProfile: true),
    };

    /// <summary>The body of a chunk; empty where there is none. Damage ends the search: the decoder has judged the pixels.</summary>
    private static ReadOnlySpan<byte> FindInPng(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        ReadOnlySpan<byte> rest = file.Length < PngSignature ? [] : file[PngSignature..];
        while (rest.Length >= PngFrame)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - PngFrame)
                break;
            if (rest[4..8].SequenceEqual(type))
                return rest.Slice(8, (int)length);
            rest = rest[(PngFrame + (int)length)..];
        }

        return [];
    }

    private static ReadOnlySpan<byte> FindInWebp(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        ReadOnlySpan<byte> rest = file.Length < RiffHeader ? [] : file[RiffHeader..];
        while (rest.Length >= RiffChunkHeader)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - RiffChunkHeader)
                break;
            if (rest[..4].SequenceEqual(type))
                return rest.Slice(RiffChunkHeader, (int)length);
            int next = RiffChunkHeader + (int)length + (int)(length & 1);
            rest = next > rest.Length ? [] : rest[next..];
        }

        return [];
    }
}
