using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>
/// Decodes a large latent in overlapping tiles, so that memory is that of one tile; an edit decodes the tiles that it reaches. Nothing is
/// recorded.
/// </summary>
/// <remarks>
/// Each tile normalises by statistics of its own, so colours differ a little from those of a run in one piece; tiles fade into each other
/// where they overlap.
/// </remarks>
internal sealed class TiledDecoder : LatentDecoder
{
    /// <summary>Pixels of the latent that neighbouring tiles share.</summary>
    public const int Overlap = 16;

    private readonly RecordedNetwork _network;
    private readonly Resolution _latent;
    private readonly Resolution _tile;
    private readonly int _scale;
    private readonly int[] _tops;
    private readonly int[] _lefts;
    private readonly float[] _part;
    private readonly float[] _picture;
    private readonly float[] _weights;

    /// <summary>Takes a decoder of one tile over.</summary>
    /// <param name="network">Decodes a tile.</param>
    /// <param name="latent">Height and width of the whole latent, those of a tile at least.</param>
    /// <param name="tile">Height and width of a tile of it.</param>
    /// <param name="channels">Numbers in its pixel.</param>
    /// <param name="scale">Pixels of a picture, in height and width, that stand for one of the latent.</param>
    public TiledDecoder(RecordedNetwork network, Resolution latent, Resolution tile, int channels, int scale)
    {
        (_network, _latent, _tile, _scale) = (network, latent, tile, scale);
        (_tops, _lefts) = (Starts(latent.H, tile.H), Starts(latent.W, tile.W));
        _part = new float[tile.PixelCount * channels];
        long pixels = latent.PixelCount * scale * scale;
        _picture = new float[pixels * SdEditSession.Channels];
        _weights = new float[pixels];
    }

    public override MemoryReport Memory => _network.Memory;

    public override RunReport? Record(float[] latent, CancellationToken cancellationToken) => null;

    public override (ReadOnlyMemory<float> Picture, FinishedRun Run) Edit(float[] latent, ReadOnlySpan<byte> changed, CancellationToken cancellationToken)
    {
        var picture = new Resolution(_latent.H * _scale, _latent.W * _scale);
        PixelRegion reached = PixelRegion.Around(changed, picture) is { } box ? box.Grow(LatentEditOptions.LargestFeather, picture) : default;
        return Decode(latent, tile => tile.Overlaps(reached), cancellationToken);
    }

    public override (ReadOnlyMemory<float> Picture, FinishedRun Run) Run(float[] latent, CancellationToken cancellationToken) =>
        Decode(latent, _ => true, cancellationToken);

    public override void Dispose() => _network.Dispose();

    /// <summary>Where tiles begin along one side: evenly, the last at the end.</summary>
    internal static int[] Starts(int length, int tile)
    {
        int count = length == tile ? 1 : (length - Overlap + tile - Overlap - 1) / (tile - Overlap);
        return [.. Enumerable.Range(0, count).Select(i => count == 1 ? 0 : i * (length - tile) / (count - 1))];
    }

    private (ReadOnlyMemory<float> Picture, FinishedRun Run) Decode(float[] latent, Func<PixelRegion, bool> isWanted, CancellationToken cancellationToken)
    {
        _picture.AsSpan().Clear();
        _weights.AsSpan().Clear();
        var reports = new List<RunReport>();
        foreach (int top in _tops)
        {
            foreach (int left in _lefts)
            {
                if (isWanted(new PixelRegion(top * _scale, left * _scale, _tile.H * _scale, _tile.W * _scale)))
                    reports.Add(DecodeTile(latent, top, left, cancellationToken));
            }
        }

        for (int pixel = 0; pixel < _weights.Length; pixel++)
        {
            foreach (ref float value in _picture.AsSpan(pixel * SdEditSession.Channels, SdEditSession.Channels))
                value = _weights[pixel] > 0 ? value / _weights[pixel] : 0;
        }

        return (_picture, new FinishedRun(RunReport.Sum(reports)));
    }

    private RunReport DecodeTile(float[] latent, int top, int left, CancellationToken cancellationToken)
    {
        int channels = _part.Length / (int)_tile.PixelCount;
        for (int y = 0; y < _tile.H; y++)
            latent.AsSpan(((top + y) * _latent.W + left) * channels, _tile.W * channels).CopyTo(_part.AsSpan(y * _tile.W * channels));
        (ReadOnlyMemory<float> tile, FinishedRun run) = _network.Run(_part, cancellationToken);
        Blend(tile.Span, top, left);
        return run.Report;
    }

    private void Blend(ReadOnlySpan<float> tile, int top, int left)
    {
        int height = _tile.H * _scale, width = _tile.W * _scale, stride = _latent.W * _scale;
        for (int y = 0; y < height; y++)
        {
            float ofRow = Weight(y, height, top > 0, top + _tile.H < _latent.H);
            for (int x = 0; x < width; x++)
            {
                float weight = ofRow * Weight(x, width, left > 0, left + _tile.W < _latent.W);
                int target = (top * _scale + y) * stride + left * _scale + x, source = y * width + x;
                _weights[target] += weight;
                for (int c = 0; c < SdEditSession.Channels; c++)
                    _picture[target * SdEditSession.Channels + c] += weight * tile[source * SdEditSession.Channels + c];
            }
        }
    }

    /// <summary>Rises from a tile's edge over the part that a neighbour shares; at the picture's own edge it is 1.</summary>
    private float Weight(int position, int length, bool hasBefore, bool hasBehind)
    {
        int shared = Overlap * _scale;
        float rising = hasBefore ? (position + 1f) / (shared + 1) : 1, falling = hasBehind ? (length - position) / (shared + 1f) : 1;
        return Math.Min(1, Math.Min(rising, falling));
    }
}
