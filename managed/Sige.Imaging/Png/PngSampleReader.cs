using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;

namespace Sige.Imaging.Png;

/// <summary>
/// Reads the samples of a grey or palette PNG as they are stored: no palette look-up, no scaling to 8 bits, no colour
/// management. An image decoder made for pictures does all three, which destroys class and instance ids.
/// Source: PNG Specification (Third Edition).
/// </summary>
internal sealed class PngSampleReader
{
    // The most that deflate can expand: 258 bytes from a length code and a distance code of one bit each.
    private const int MaxDeflateRatio = 1032;

    // As much as JPEG files can hold; an orientation is among the first of it.
    private const int MaxExifBytes = 1 << 16;

    private readonly PngChunkReader _chunks;
    private readonly int _paletteSize;

    private PngSampleReader(PngChunkReader chunks, PngHeader header, int paletteSize)
    {
        _chunks = chunks;
        _paletteSize = paletteSize;
        Header = header;
    }

    /// <summary>The image's size and kind.</summary>
    public PngHeader Header { get; }

    /// <summary>Reads everything before the image data.</summary>
    /// <param name="stream">A seekable stream at its begin; the caller disposes of it after the samples are read.</param>
    /// <param name="file">Name for messages.</param>
    /// <exception cref="ImageFormatException">The file is not a sound PNG.</exception>
    public static PngSampleReader Open(Stream stream, string file)
    {
        var chunks = new PngChunkReader(stream, file);
        chunks.ReadSignature();
        PngHeader header = ReadHeader(chunks);
        long size = header.InflatedSize();
        if (size > stream.Length * MaxDeflateRatio)
            throw new ImageFormatException(file, $"image data of {header.Width} x {header.Height} pixels, {header.Describe()}", $"a file of {stream.Length} bytes");
        return new PngSampleReader(chunks, header, FindData(chunks, header));
    }

    /// <summary>The exception for a file whose kind the caller cannot use.</summary>
    /// <param name="expected">The kinds that the caller can use.</param>
    /// <param name="advice">What to do with the file.</param>
    public ImageFormatException Unexpected(string expected, string advice = "") => new(_chunks.File, expected, Header.Describe() + advice);

    /// <summary>Reads the image data, once.</summary>
    /// <param name="destination">Samples [H, W], each as stored; <typeparamref name="T"/> must hold the bit depth.</param>
    /// <exception cref="ImageFormatException">The image data or a later chunk is damaged.</exception>
    public void ReadSamples<T>(Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Header.PixelCount);
        var data = new PngDataStream(_chunks);
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress, leaveOpen: true);
            foreach (PngPass pass in PngPass.Of(Header))
                ReadPass(pass, inflated, destination);
            if (inflated.ReadByte() >= 0)
                throw new ImageFormatException(_chunks.File, $"{Header.InflatedSize()} bytes of image data", "more");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new ImageFormatException(_chunks.File, "image data compressed by zlib", "damaged data", error);
        }

        data.Drain();
        ReadEnd();
        CheckPalette(destination);
    }

    private static PngHeader ReadHeader(PngChunkReader chunks)
    {
        Span<byte> body = stackalloc byte[PngHeader.Size];
        chunks.Next();
        if (chunks.Type != "IHDR")
            throw new ImageFormatException(chunks.File, "IHDR as the first chunk", chunks.Type);
        chunks.ReadBody(body);
        return PngHeader.Parse(body, chunks.File);
    }

    private static int FindData(PngChunkReader chunks, PngHeader header)
    {
        int paletteSize = 0;
        for (chunks.Next(); chunks.Type != PngDataStream.ChunkType; chunks.Next())
        {
            if (chunks.Type == "PLTE" && paletteSize == 0)
                paletteSize = ParsePaletteSize(chunks, header);
            else if (chunks.IsCritical)
                throw new ImageFormatException(chunks.File, "image data (IDAT)", $"chunk {chunks.Type}");
            FinishAncillary(chunks);
        }

        if (header.ColorType == PngColorType.Palette && paletteSize == 0)
            throw new ImageFormatException(chunks.File, "a palette (PLTE) before the image data", "none");
        return paletteSize;
    }

    /// <summary>
    /// Goes past a chunk that samples do not depend on. Tools that make and read maps differ in whether they apply an orientation, so what
    /// a map with one means cannot be known.
    /// </summary>
    private static void FinishAncillary(PngChunkReader chunks)
    {
        ExifOrientation orientation = chunks.Type == "eXIf" ? ExifReader.FindOrientation(chunks.ReadHead(MaxExifBytes)) : ExifOrientation.Upright;
        chunks.Finish();
        if (orientation != ExifOrientation.Upright)
            throw new ImageFormatException(chunks.File, "a map without an orientation tag (turn its pixels and remove the eXIf chunk)", $"orientation {(int)orientation}");
    }

    private static int ParsePaletteSize(PngChunkReader chunks, PngHeader header)
    {
        int most = header.ColorType == PngColorType.Palette ? 1 << header.BitDepth : 256;
        if (chunks.Remaining == 0 || chunks.Remaining % 3 != 0 || chunks.Remaining / 3 > most)
            throw new ImageFormatException(chunks.File, $"a palette of 1 to {most} colours of 3 bytes", $"{chunks.Remaining} bytes");
        return chunks.Remaining / 3;
    }

    private void ReadPass<T>(PngPass pass, Stream inflated, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        int width = pass.WidthOf(Header.Width);
        int rowBytes = Header.RowBytes(width);
        if (width == 0)
            return;
        var line = new byte[1 + rowBytes];
        var above = new byte[1 + rowBytes];
        int unit = Math.Max(1, Header.BitsPerPixel / 8);
        for (int y = pass.Y0; y < Header.Height; y += pass.Dy)
        {
            ReadLine(inflated, line, y);
            if (!PngFilter.TryUndo(line[0], line.AsSpan(1), above.AsSpan(1), unit))
                throw new ImageFormatException(_chunks.File, $"a filter from 0 to 4 in row {y}", $"{line[0]}");
            Unpack(line.AsSpan(1), width, destination[(y * Header.Width + pass.X0)..], pass.Dx);
            (line, above) = (above, line);
        }
    }

    private void ReadLine(Stream inflated, byte[] line, int y)
    {
        int count = inflated.ReadAtLeast(line, line.Length, throwOnEndOfStream: false);
        if (count < line.Length)
            throw new ImageFormatException(_chunks.File, $"{Header.Height} rows of image data", $"the end of the data in row {y}");
    }

    private void Unpack<T>(ReadOnlySpan<byte> row, int width, Span<T> destination, int step)
        where T : unmanaged, IBinaryInteger<T>
    {
        int depth = Header.BitDepth;
        int mask = (1 << depth) - 1;
        for (int x = 0; x < width; x++)
        {
            int bit = x * depth;
            int sample = depth == 16
                ? BinaryPrimitives.ReadUInt16BigEndian(row[(2 * x)..])
                : (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            destination[x * step] = T.CreateTruncating(sample);
        }
    }

    private void ReadEnd()
    {
        for (; _chunks.Type != "IEND"; _chunks.Next())
        {
            if (_chunks.IsCritical)
                throw new ImageFormatException(_chunks.File, "the end of the image (IEND)", $"chunk {_chunks.Type}");
            FinishAncillary(_chunks);
        }

        _chunks.ReadBody([]);
    }

    private void CheckPalette<T>(ReadOnlySpan<T> samples)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Header.ColorType != PngColorType.Palette)
            return;
        T most = T.Zero;
        foreach (T sample in samples)
            most = T.Max(most, sample);
        if (int.CreateTruncating(most) >= _paletteSize)
            throw new ImageFormatException(_chunks.File, $"palette indices below {_paletteSize}", $"{most}");
    }
}
