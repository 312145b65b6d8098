using System.Text.Json;
using System.Text.Json.Serialization;
using Sige.Devices;
using Sige.Tensors;

namespace Sige.Bench.Convolutions;

/// <summary>One convolution of a network.</summary>
/// <param name="Name">The first layer that has this shape.</param>
/// <param name="In">Channels read; with SPLIT modulation by each half of the filters.</param>
/// <param name="Out">Filters.</param>
/// <param name="Kernel">Side of the kernel.</param>
/// <param name="Stride">Pixels from one output to the next.</param>
/// <param name="Padding">Zeros at the top, left, bottom and right.</param>
/// <param name="H">Height of the output.</param>
/// <param name="W">Width of the output.</param>
/// <param name="Count">Layers of this shape.</param>
/// <param name="Modulation">Whether the filters are gamma and beta.</param>
/// <param name="Labels">Whether the source is a label map with edges.</param>
/// <param name="Depthwise">Whether each filter reads one channel.</param>
internal sealed record ConvolutionShape(
    string Name,
    int In,
    int Out,
    int Kernel,
    int Stride,
    int[] Padding,
    int H,
    int W,
    int Count = 1,
    Modulation Modulation = Modulation.None,
    bool Labels = false,
    bool Depthwise = false)
{
    /// <summary>Size of the output.</summary>
    public Resolution Resolution => new(H, W);

    /// <summary>Size of the source.</summary>
    public Resolution Source => new(H * Stride, W * Stride);

    /// <summary>Channels of the output.</summary>
    public int Channels => Modulation == Modulation.None ? Out : Out / 2;

    /// <summary>How the kernel moves.</summary>
    public ConvolutionGeometry Geometry =>
        new(Kernel, Kernel, Stride, Stride, Padding[0], Padding[1], Padding[2], Padding[3]);

    /// <summary>Multiply-adds of one output pixel in direct arithmetic.</summary>
    public long MultiplyAddsPerPixel => (long)Kernel * Kernel * (Depthwise ? 1 : In) * Out;

    /// <summary>Multiply-adds of all layers of this shape, dense.</summary>
    public long MultiplyAdds => Count * Resolution.PixelCount * MultiplyAddsPerPixel;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{In}->{Out} {(Depthwise ? "dw" : "")}{Kernel}x{Kernel}{(Stride > 1 ? $"/{Stride}" : "")}{(Labels ? " labels" : Modulation != Modulation.None ? " spade" : "")} @{H}x{W}");
}

/// <summary>The convolutions of one network, and how an edit of it becomes masks.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Note">Its configuration.</param>
/// <param name="Picture">Height and width of the picture that is edited.</param>
/// <param name="SparseFrom">Smallest output size that runs sparse.</param>
/// <param name="FirstDilation">Pixels by which a difference is dilated at full size.</param>
/// <param name="LevelDilation">Pixels by which each resolution's mask is dilated.</param>
/// <param name="Convolutions">The shapes.</param>
internal sealed record ShapeList(
    string Network,
    string Note,
    int[] Picture,
    int[] SparseFrom,
    int FirstDilation,
    int LevelDilation,
    IReadOnlyList<ConvolutionShape> Convolutions)
{
    private const string Suffix = ".json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Names of the lists.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ShapeList).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => name[..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Size of the picture.</summary>
    public Resolution PictureSize => new(Picture[0], Picture[1]);

    /// <summary>Smallest output size that runs sparse.</summary>
    public Resolution SmallestSparse => new(SparseFrom[0], SparseFrom[1]);

    /// <summary>Reads a list by its name.</summary>
    public static ShapeList Read(string name)
    {
        using Stream stream = typeof(ShapeList).Assembly.GetManifestResourceStream(name + Suffix)
            ?? throw new ArgumentException($"There is no list of shapes '{name}'; there is {string.Join(", ", Names)}.", nameof(name));
        return JsonSerializer.Deserialize<ShapeList>(stream, Format)!;
    }
}
