using Sige.Imaging.Png;

namespace Sige.Imaging;

/// <summary>A class id, 0 to 255, for each pixel of a picture: the input that a GauGAN generator paints.</summary>
public sealed class LabelMap
{
    private readonly byte[] _ids;

    /// <summary>Creates a map from a copy of <paramref name="ids"/>.</summary>
    /// <param name="width">Pixels in a row, 1 to 16384.</param>
    /// <param name="height">Rows, 1 to 16384.</param>
    /// <param name="ids">Class ids, [H, W], row-major.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside 1 to 16384.</exception>
    /// <exception cref="ArgumentException">The number of ids is not width x height.</exception>
    public LabelMap(int width, int height, ReadOnlySpan<byte> ids)
    {
        ImageSize.Check(width, height, 1, ids.Length);
        Width = width;
        Height = height;
        _ids = ids.ToArray();
    }

    private LabelMap(PngHeader header, byte[] ids)
    {
        Width = header.Width;
        Height = header.Height;
        _ids = ids;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Class ids, [H, W], row-major.</summary>
    public ReadOnlySpan<byte> Ids => _ids;

    /// <summary>
    /// Reads a PNG whose stored samples are class ids: grey values as they are, or the indices of a palette (its
    /// colours do not matter). Samples of 1, 2 and 4 bits are ids too and are not scaled to 8 bits.
    /// </summary>
    /// <param name="path">The file or a pipe, at most 16384 x 16384 pixels.</param>
    /// <exception cref="ImageFormatException">The file is no sound PNG, too large, neither grey of at most 8 bits nor palette, or has an orientation tag.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LabelMap Load(string path)
    {
        using Stream stream = ImageSource.Open(path);
        PngSampleReader reader = PngSampleReader.Open(stream, path);
        if (!reader.Header.IsSingleSample || reader.Header.BitDepth > 8)
            throw reader.Unexpected("8-bit grey or palette");
        var ids = new byte[reader.Header.PixelCount];
        reader.ReadSamples<byte>(ids);
        return new LabelMap(reader.Header, ids);
    }

    /// <summary>Writes an 8-bit grey PNG whose values are the ids; <see cref="Load"/> gives them back exactly.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => File.WriteAllBytes(path, PngGreyWriter.Encode(Ids, Width));

    /// <summary>
    /// Edges between classes, for pictures without an instance map. Touching objects of one class have no edge here.
    /// </summary>
    public EdgeMap ToEdgeMap() => EdgeMap.FromIds<byte>(Ids, Width, Height);
}
