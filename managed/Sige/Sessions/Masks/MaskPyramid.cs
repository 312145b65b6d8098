using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Makes the active sets of all resolutions from the changed pixels of the inputs.</summary>
/// <remarks>
/// Source: Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>, NeurIPS 2022,
/// section 3; the order of dilation, halving and threshold is that of its reference implementation.
/// </remarks>
internal sealed class MaskPyramid : IDisposable
{
    private readonly MaskOptions _options;
    private readonly Resolution _full;
    private readonly byte[] _above;
    private readonly byte[] _mask;
    private readonly PixelRuns _dilated;
    private readonly List<(Resolution Size, MaskLevel? Level)> _chain = [];
    private float[] _source;
    private float[] _halved;

    /// <summary>Allocates the pyramid.</summary>
    /// <param name="device">The device that the active sets are for.</param>
    /// <param name="full">The size of the inputs.</param>
    /// <param name="wanted">The resolutions that need an active set; those that halving does not reach get none.</param>
    /// <param name="options">How masks are made.</param>
    public MaskPyramid(Device device, Resolution full, IReadOnlyCollection<Resolution> wanted, MaskOptions options)
    {
        _options = options;
        _full = full;
        _above = new byte[full.PixelCount];
        _mask = new byte[full.PixelCount];
        _source = new float[full.PixelCount];
        _halved = new float[full.PixelCount];
        _dilated = new PixelRuns(full);
        for (Resolution size = full; wanted.Any(size.Covers); size = new Resolution(size.H / 2, size.W / 2))
        {
            _chain.Add((size, wanted.Contains(size) ? new MaskLevel(device, size) : null));
            if (size.H % 2 != 0 || size.W % 2 != 0)
                break;
        }
    }

    /// <summary>Whether edits compute active pixels only at a resolution: it is large enough, and exact halvings reach it.</summary>
    /// <param name="full">The size of the inputs.</param>
    /// <param name="resolution">The resolution.</param>
    /// <param name="sparseFrom">The smallest that is large enough.</param>
    public static bool IsSparse(Resolution full, Resolution resolution, Resolution sparseFrom)
    {
        while (full != resolution && full.Covers(resolution) && full.H % 2 == 0 && full.W % 2 == 0)
            full = new Resolution(full.H / 2, full.W / 2);
        return full == resolution && resolution.Covers(sparseFrom);
    }

    /// <summary>The size of the inputs.</summary>
    public Resolution FullSize => _full;

    /// <summary>The levels that have an active set, largest first.</summary>
    public IEnumerable<MaskLevel> Levels => _chain.Select(entry => entry.Level).OfType<MaskLevel>();

    /// <summary>What the active sets hold.</summary>
    public long Bytes => Levels.Sum(level => level.Bytes);

    /// <summary>The level of a resolution, if it has one.</summary>
    public MaskLevel? Find(Resolution resolution)
    {
        foreach ((Resolution size, MaskLevel? level) in _chain)
        {
            if (size == resolution)
                return level;
        }

        return null;
    }

    /// <summary>Makes all active sets.</summary>
    /// <remarks>An edit changes few rows: masks are dilated, halved and compared there alone.</remarks>
    /// <param name="changed">[H, W] at full size, 0 or 1.</param>
    /// <param name="policy">How masks become active pixels.</param>
    public void Build(ReadOnlySpan<byte> changed, ActivePolicy policy)
    {
        RowBand band = RowBand.Around(changed, _full).Grow(_options.FirstDilation, _full).Align(1 << Math.Max(_chain.Count - 1, 0));
        Dilate(changed, _full, band, _options.FirstDilation);
        ToFloat(band.Of(_mask.AsSpan(), _full), band.Of(_source.AsSpan(), _full));
        _dilated.Take((ReadOnlySpan<byte>)_mask);
        for (int i = 0; i < _chain.Count; i++)
        {
            if (i > 0)
            {
                Halve(_chain[i - 1].Size, _chain[i].Size, band);
                band = band.Halve();
            }

            if (_chain[i].Level is { } level)
                BuildLevel(level, band, policy);
        }
    }

    public void Dispose()
    {
        foreach (MaskLevel level in Levels)
            level.Dispose();
    }

    /// <summary>Makes <see cref="_mask"/> of rows that hold all pixels of a mask and of those within a radius.</summary>
    private void Dilate(ReadOnlySpan<byte> mask, Resolution size, RowBand band, int radius)
    {
        _mask.AsSpan(0, (int)size.PixelCount).Clear();
        Devices.Masks.Dilate(band.Of(mask, size), band.Size(size), radius, band.Of(_mask.AsSpan(), size));
    }

    /// <summary>A mask as numbers. Most rows have no pixel: they are cleared.</summary>
    private void ToFloat(ReadOnlySpan<byte> mask, Span<float> values)
    {
        values.Clear();
        for (int start = 0; start < mask.Length; start += _full.W)
        {
            ReadOnlySpan<byte> row = mask.Slice(start, _full.W);
            for (int x = row.IndexOf((byte)1); x >= 0 && x < row.Length; x++)
                values[start + x] = row[x];
        }
    }

    private void Halve(Resolution from, Resolution to, RowBand band)
    {
        RowBand half = band.Halve();
        Devices.Masks.Downsample(band.Of(_source.AsSpan(), from), band.Size(from), half.Of(_halved.AsSpan(), to), half.Size(to));
        (_source, _halved) = (_halved, _source);
    }

    private void BuildLevel(MaskLevel level, RowBand band, ActivePolicy policy)
    {
        (Resolution size, int count) = (level.Resolution, (int)level.Resolution.PixelCount);
        _above.AsSpan(0, count).Clear();
        Devices.Masks.Threshold(band.Of(_source.AsSpan(), size), band.Size(size), _options.Threshold, band.Of(_above.AsSpan(), size));
        Dilate(_above, size, band.Grow(_options.LevelDilation, size), _options.LevelDilation);
        level.Build(_mask.AsSpan(0, count), policy, _dilated);
    }
}
