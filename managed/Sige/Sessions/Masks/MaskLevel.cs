using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The active pixels of one resolution.</summary>
internal sealed class MaskLevel(Device device, Resolution resolution) : IDisposable
{
    /// <summary>Side of the reference's output blocks in pixels.</summary>
    private const int Block = 4;

    private readonly List<PixelMargin> _margins = [];
    private PixelRuns? _runs;
    private readonly int[] _pixels = new int[resolution.PixelCount];

    public Resolution Resolution { get; } = resolution;

    public ActiveSet Active { get; } = new(device, resolution);

    public ActiveCounts Counts => Active.Counts;

    /// <summary>Pixels that the 4x4 blocks of the reference cover.</summary>
    public long BlockPixels => Math.Min((long)Counts.TouchedTiles * Block * Block, Resolution.PixelCount);

    /// <summary>y * W + x of each active pixel, ascending.</summary>
    public ReadOnlySpan<int> Pixels => _pixels.AsSpan(0, Counts.Pixels);

    /// <summary>The sets that there are, with and without margins.</summary>
    public IEnumerable<ActiveSet> Sets => _margins.Select(margin => margin.Set).Prepend(Active);

    public double Share => (double)Counts.Pixels / Resolution.PixelCount;

    /// <summary>What all sets hold.</summary>
    public long Bytes => Counts.Bytes + _margins.Sum(margin => margin.Bytes);

    /// <summary>Wants the active pixels with a margin from the next build on.</summary>
    public void Want(EditMargin margin)
    {
        if (margin.IsNone || _margins.Exists(wanted => wanted.Margin == margin))
            return;
        _margins.Add(new PixelMargin(device, Resolution, margin));
        _runs ??= new PixelRuns(Resolution);
    }

    /// <summary>The active pixels with a margin that is wanted.</summary>
    public (ActiveSet Set, int Pixels) Within(EditMargin margin)
    {
        if (margin.IsNone)
            return (Active, Counts.Pixels);
        foreach (PixelMargin wanted in _margins)
        {
            if (wanted.Margin == margin)
                return (wanted.Set, wanted.Pixels);
        }

        throw new ArgumentException($"Nobody wanted {margin}.", nameof(margin));
    }

    /// <summary>Builds all sets.</summary>
    /// <param name="mask">[H, W], 0 or 1.</param>
    /// <param name="policy">How the mask becomes active pixels.</param>
    /// <param name="changed">The changed pixels at full size, dilated once.</param>
    public void Build(ReadOnlySpan<byte> mask, ActivePolicy policy, PixelRuns changed)
    {
        Active.Build(mask, policy);
        Active.ReadPixels(_pixels);
        if (_runs is null)
            return;
        _runs.Take(Pixels);
        foreach (PixelMargin margin in _margins)
            margin.Build(_runs, changed);
    }

    public void Dispose()
    {
        Active.Dispose();
        foreach (PixelMargin margin in _margins)
            margin.Dispose();
    }
}
