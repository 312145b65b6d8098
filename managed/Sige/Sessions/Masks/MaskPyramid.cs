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
    /// <summary>Side of the reference's output blocks in pixels, and what their 3x3 kernels reach beyond them.</summary>
    private const int Block = 4;
    private const int BlockHalo = 1;

    private readonly MaskOptions _options;
    private readonly Resolution _full;
    private readonly float[] _numbers;
    private readonly byte[] _bytes;
    private readonly List<(Resolution Size, MaskLevel? Level)> _chain = [];
    private readonly DeviceBuffer _changed;
    private readonly DeviceBuffer _mask;
    private readonly DeviceBuffer _blocks;
    private readonly DeviceBuffer _blockCount;
    private DeviceBuffer _source;
    private DeviceBuffer _halved;

    /// <summary>Allocates the pyramid.</summary>
    /// <param name="device">The device.</param>
    /// <param name="full">The size of the inputs.</param>
    /// <param name="wanted">The resolutions that need an active set; those that halving does not reach get none.</param>
    /// <param name="options">How masks are made.</param>
    public MaskPyramid(Device device, Resolution full, IReadOnlyCollection<Resolution> wanted, MaskOptions options)
    {
        _options = options;
        _full = full;
        _numbers = new float[full.PixelCount];
        _bytes = new byte[full.PixelCount];
        _changed = new DeviceBuffer(device, full.PixelCount);
        _mask = new DeviceBuffer(device, full.PixelCount);
        _source = new DeviceBuffer(device, full.PixelCount * sizeof(float));
        _halved = new DeviceBuffer(device, full.PixelCount * sizeof(float));
        long blocks = (full.H + Block - 1L) / Block * ((full.W + Block - 1L) / Block);
        _blocks = new DeviceBuffer(device, blocks * 2 * sizeof(int));
        _blockCount = new DeviceBuffer(device, sizeof(int));

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
    public MaskLevel? Find(Resolution resolution) => _chain.Find(entry => entry.Size == resolution).Level;

    /// <summary>Makes all active sets.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="changed">[H, W] at full size, 0 or 1.</param>
    /// <param name="policy">How masks become active pixels.</param>
    public void Build(Queue queue, ReadOnlySpan<byte> changed, ActivePolicy policy)
    {
        _changed.Write(queue, changed);
        Masks.Dilate(queue, _changed, _full, _options.FirstDilation, _mask);
        _mask.Read<byte>(queue, _bytes);
        for (int i = 0; i < _bytes.Length; i++)
            _numbers[i] = _bytes[i];
        _source.Write<float>(queue, _numbers);
        var dilated = PixelRuns.Of(_bytes, _full);

        for (int i = 0; i < _chain.Count; i++)
        {
            if (i > 0)
            {
                Masks.Downsample(queue, _source, _chain[i - 1].Size, _halved, _chain[i].Size);
                (_source, _halved) = (_halved, _source);
            }

            if (_chain[i].Level is { } level)
                BuildLevel(queue, level, policy, dilated);
        }
    }

    public void Dispose()
    {
        foreach (MaskLevel level in Levels)
            level.Dispose();
        foreach (DeviceBuffer buffer in (ReadOnlySpan<DeviceBuffer>)[_changed, _mask, _source, _halved, _blocks, _blockCount])
            buffer.Dispose();
    }

    private void BuildLevel(Queue queue, MaskLevel level, ActivePolicy policy, PixelRuns changed)
    {
        Masks.Threshold(queue, _source, level.Resolution, _options.Threshold, _changed);
        Masks.Dilate(queue, _changed, level.Resolution, _options.LevelDilation, _mask);
        level.Build(queue, _mask, policy, changed);
        Masks.ReduceToBlocks(queue, _mask, level.Resolution, Block, BlockHalo, _blocks, _blockCount);
        int count = 0;
        _blockCount.Read(queue, new Span<int>(ref count));
        level.BlockPixels = Math.Min((long)count * Block * Block, level.Resolution.PixelCount);
    }
}
