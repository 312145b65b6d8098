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
    private readonly RecordedNetwork _network;
    private readonly LatentTiles _tiles;
    private readonly float[] _part;
    private readonly float[] _picture;
    private readonly float[] _weights;

    /// <summary>Takes a decoder of one tile over.</summary>
    /// <param name="network">Decodes a tile.</param>
    /// <param name="tiles">How the latent is divided.</param>
    /// <param name="channels">Numbers in its pixel.</param>
    public TiledDecoder(RecordedNetwork network, LatentTiles tiles, int channels)
    {
        (_network, _tiles) = (network, tiles);
        _part = new float[tiles.Size.PixelCount * channels];
        long pixels = tiles.Latent.PixelCount * tiles.Scale * tiles.Scale;
        _picture = new float[pixels * SdEditSession.Channels];
        _weights = new float[pixels];
    }

    public override MemoryReport Memory => _network.Memory;

    public override RunReport? Record(float[] latent, CancellationToken cancellationToken) => null;

    public override (ReadOnlyMemory<float> Picture, FinishedRun Run) Edit(float[] latent, ReadOnlySpan<byte> changed, CancellationToken cancellationToken) =>
        Decode(latent, _tiles.ReachedBy(changed), cancellationToken);

    public override (ReadOnlyMemory<float> Picture, FinishedRun Run) Run(float[] latent, CancellationToken cancellationToken) =>
        Decode(latent, _tiles.Origins, cancellationToken);

    public override void ReadActivePixels(Resolution resolution, Span<bool> destination) => destination.Fill(true);

    public override void Dispose() => _network.Dispose();

    private (ReadOnlyMemory<float> Picture, FinishedRun Run) Decode(float[] latent, IEnumerable<(int Top, int Left)> tiles, CancellationToken cancellationToken)
    {
        _picture.AsSpan().Clear();
        _weights.AsSpan().Clear();
        List<RunReport> reports = [.. tiles.Select(tile => DecodeTile(latent, tile.Top, tile.Left, cancellationToken))];

        for (int pixel = 0; pixel < _weights.Length; pixel++)
        {
            foreach (ref float value in _picture.AsSpan(pixel * SdEditSession.Channels, SdEditSession.Channels))
                value = _weights[pixel] > 0 ? value / _weights[pixel] : 0;
        }

        return (_picture, new FinishedRun(RunReport.Sum(reports)));
    }

    private RunReport DecodeTile(float[] latent, int top, int left, CancellationToken cancellationToken)
    {
        (Resolution whole, Resolution size) = (_tiles.Latent, _tiles.Size);
        int channels = _part.Length / (int)size.PixelCount;
        for (int y = 0; y < size.H; y++)
            latent.AsSpan(((top + y) * whole.W + left) * channels, size.W * channels).CopyTo(_part.AsSpan(y * size.W * channels));
        (ReadOnlyMemory<float> tile, FinishedRun run) = _network.Run(_part, cancellationToken);
        Blend(tile.Span, top, left);
        return run.Report;
    }

    private void Blend(ReadOnlySpan<float> tile, int top, int left)
    {
        (Resolution whole, Resolution size, int scale) = (_tiles.Latent, _tiles.Size, _tiles.Scale);
        int height = size.H * scale, width = size.W * scale, stride = whole.W * scale;
        for (int y = 0; y < height; y++)
        {
            float ofRow = Weight(y, height, top > 0, top + size.H < whole.H);
            for (int x = 0; x < width; x++)
            {
                float weight = ofRow * Weight(x, width, left > 0, left + size.W < whole.W);
                int target = (top * scale + y) * stride + left * scale + x, source = y * width + x;
                _weights[target] += weight;
                for (int c = 0; c < SdEditSession.Channels; c++)
                    _picture[target * SdEditSession.Channels + c] += weight * tile[source * SdEditSession.Channels + c];
            }
        }
    }

    /// <summary>Rises from a tile's edge over the part that a neighbour shares; at the picture's own edge it is 1.</summary>
    private float Weight(int position, int length, bool hasBefore, bool hasBehind)
    {
        int shared = LatentTiles.Overlap * _tiles.Scale;
        float rising = hasBefore ? (position + 1f) / (shared + 1) : 1, falling = hasBehind ? (length - position) / (shared + 1f) : 1;
        return Math.Min(1, Math.Min(rising, falling));
    }
}
