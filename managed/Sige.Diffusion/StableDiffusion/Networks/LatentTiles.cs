using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>The pieces of a latent that are decoded one by one: one of them, or overlapping tiles.</summary>
internal sealed class LatentTiles
{
    /// <summary>Pixels of the latent that neighbouring tiles share.</summary>
    public const int Overlap = 16;

    /// <summary>Latents of more pixels are decoded in tiles: those of a picture of 768x768 take 2 GB while a layer runs.</summary>
    private const int LargestWhole = 96 * 96;

    /// <summary>The latents that such networks were trained on.</summary>
    private const int TrainedSize = 64;

    private readonly int[] _tops;
    private readonly int[] _lefts;

    private LatentTiles(Resolution latent, Resolution size, int scale, bool areTiles)
    {
        (Latent, Size, Scale, AreTiles) = (latent, size, scale, areTiles);
        (_tops, _lefts) = (Starts(latent.H, size.H), Starts(latent.W, size.W));
    }

    /// <summary>Height and width of the whole latent.</summary>
    public Resolution Latent { get; }

    /// <summary>Height and width of a piece.</summary>
    public Resolution Size { get; }

    /// <summary>Pixels of a picture, in height and width, that stand for one of the latent.</summary>
    public int Scale { get; }

    /// <summary>Whether each piece is decoded for itself, which keeps nothing; else the latent is decoded in one run.</summary>
    public bool AreTiles { get; }

    /// <summary>How many pieces there are.</summary>
    public int Count => _tops.Length * _lefts.Length;

    /// <summary>Where the pieces begin, in pixels of the latent, row by row.</summary>
    public IEnumerable<(int Top, int Left)> Origins => _tops.SelectMany(top => _lefts.Select(left => (top, left)));

    /// <summary>Divides a latent.</summary>
    /// <param name="latent">Its height and width.</param>
    /// <param name="scale">Pixels of a picture, in height and width, that stand for one of it.</param>
    /// <param name="wanted">Whether tiles are wanted; null for large ones alone.</param>
    public static LatentTiles Of(Resolution latent, int scale, bool? wanted)
    {
        bool areTiles = wanted ?? latent.PixelCount > LargestWhole;
        return new LatentTiles(latent, areTiles ? new Resolution(Math.Min(TrainedSize, latent.H), Math.Min(TrainedSize, latent.W)) : latent, scale, areTiles);
    }

    /// <summary>The pieces whose picture an edit reaches, its widest soft edge included.</summary>
    /// <param name="changed">Where the picture is edited, [H, W].</param>
    public IEnumerable<(int Top, int Left)> ReachedBy(ReadOnlySpan<byte> changed)
    {
        var picture = new Resolution(Latent.H * Scale, Latent.W * Scale);
        if (PixelRegion.Around(changed, picture) is not { } box)
            return [];
        PixelRegion reached = box.Grow(LatentEditOptions.LargestFeather, picture);
        return Origins.Where(origin => new PixelRegion(origin.Top * Scale, origin.Left * Scale, Size.H * Scale, Size.W * Scale).Overlaps(reached));
    }

    /// <summary>Where tiles begin along one side: evenly, the last at the end.</summary>
    internal static int[] Starts(int length, int tile)
    {
        int count = length == tile ? 1 : (length - Overlap + tile - Overlap - 1) / (tile - Overlap);
        return [.. Enumerable.Range(0, count).Select(i => count == 1 ? 0 : i * (length - tile) / (count - 1))];
    }
}
