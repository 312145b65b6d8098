using Sige.Imaging.Png;

namespace Sige.Imaging;

/// <summary>An instance id, 0 to 65535, for each pixel of a picture: equal ids belong to one object.</summary>
public sealed class InstanceMap
{
    private readonly ushort[] _ids;

    /// <summary>Creates a map from a copy of <paramref name="ids"/>.</summary>
    /// <param name="width">Pixels in a row, 1 to 16384.</param>
    /// <param name="height">Rows, 1 to 16384.</param>
    /// <param name="ids">Instance ids, [H, W], row-major.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside 1 to 16384.</exception>
    /// <exception cref="ArgumentException">The number of ids is not width x height.</exception>
    public InstanceMap(int width, int height, ReadOnlySpan<ushort> ids)
    {
        ImageSize.Check(width, height, 1, ids.Length);
        Width = width;
        Height = height;
        _ids = ids.ToArray();
    }

    private InstanceMap(PngHeader header, ushort[] ids)
    {
        Width = header.Width;
        Height = header.Height;
        _ids = ids;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Instance ids, [H, W], row-major.</summary>
    public ReadOnlySpan<ushort> Ids => _ids;

    /// <summary>
    /// Reads a PNG whose stored samples are instance ids: grey values of 1 to 16 bits as they are, or the indices of a palette (its colours
    /// do not matter). Samples of 1, 2 and 4 bits are ids too and are not scaled to 8 bits.
    /// </summary>
    /// <remarks>
    /// Colours are refused: they are ids in the panoptic maps of COCO (R + 256 G + 65536 B, past what fits here), but mere paint in the
    /// overlays that most tools export, and nothing in the file tells them apart.
    /// </remarks>
    /// <param name="path">The file or a pipe, at most 16384 x 16384 pixels.</param>
    /// <exception cref="ImageFormatException">The file is no sound PNG, too large, neither grey nor palette, or has an orientation tag.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InstanceMap Load(string path)
    {
        using Stream stream = ImageSource.Open(path);
        PngSampleReader reader = PngSampleReader.Open(stream, path);
        if (!reader.Header.IsSingleSample)
            throw reader.Unexpected("grey or palette of instance ids", ": write the ids as 16-bit grey (in COCO's panoptic maps they are R + 256 G + 65536 B; any number up to 65535 serves)");
        var ids = new ushort[reader.Header.PixelCount];
        reader.ReadSamples<ushort>(ids);
        return new InstanceMap(reader.Header, ids);
    }

    /// <summary>Writes a 16-bit grey PNG whose values are the ids; <see cref="Load"/> gives them back exactly.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => File.WriteAllBytes(path, PngGreyWriter.Encode(Ids, Width));

    /// <summary>Edges between instances: the last input channel of GauGAN.</summary>
    public EdgeMap ToEdgeMap() => EdgeMap.FromIds<ushort>(Ids, Width, Height);
}
