using Sige.Devices;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>The active pixels of an edit by resolution and coverage, on the regular grids of the reference.</summary>
internal sealed class BlockMasks : IDisposable
{
    private readonly Device _device;
    private readonly Dictionary<Resolution, byte[]> _masks = [];
    private readonly Dictionary<(Resolution, Coverage), ActiveSet> _sets = [];

    /// <summary>Makes the masks of all resolutions.</summary>
    /// <param name="device">The device that the sets are for.</param>
    /// <param name="graph">The network, for its resolutions.</param>
    /// <param name="size">The picture's.</param>
    /// <param name="changed">[H, W], 1 where the edit changes the picture.</param>
    /// <param name="options">How masks are made.</param>
    public BlockMasks(Device device, Graph graph, Resolution size, byte[] changed, MaskOptions options)
    {
        _device = device;
        Resolution[] sizes = [.. graph.Nodes.Select(node => node.Output.Shape.Resolution).Distinct()];
        using var pyramid = new MaskPyramid(device, size, sizes, options);
        pyramid.Build(changed, ActivePolicy.Pixels);
        foreach (MaskLevel level in pyramid.Levels)
            _masks.Add(level.Resolution, Mark(level.Active.ReadPixels(), level.Resolution));
    }

    /// <summary>The pixels that a result covers; null for all.</summary>
    /// <param name="resolution">The result's.</param>
    /// <param name="coverage">How it covers the mask.</param>
    public ActiveSet? Find(Resolution resolution, Coverage coverage)
    {
        if (coverage == Coverage.Whole)
            return null;
        if (!_sets.TryGetValue((resolution, coverage), out ActiveSet? set))
            _sets.Add((resolution, coverage), set = Build(resolution, Grow(resolution, coverage)));
        return set;
    }

    public void Dispose()
    {
        foreach (ActiveSet set in _sets.Values)
            set.Dispose();
    }

    private byte[] Grow(Resolution resolution, Coverage coverage) => coverage switch
    {
        Coverage.Blocks => Cover(resolution, resolution, tile: 4, stride: 1, before: 1, after: 1),
        Coverage.BlocksWithoutHalo => Cover(resolution, resolution, tile: 4, stride: 1, before: 0, after: 0),
        Coverage.HalvingBlocks => Cover(new Resolution(2 * resolution.H, 2 * resolution.W), resolution, tile: 2, stride: 2, before: 0, after: 1),
        _ => throw new ArgumentOutOfRangeException(nameof(coverage), coverage, "There is no such coverage."),
    };

    /// <summary>Marks the tiles of a result whose input touches a mask.</summary>
    /// <param name="from">The resolution of the input and its mask.</param>
    /// <param name="to">The resolution of the result.</param>
    /// <param name="tile">The side of a tile in pixels of the result.</param>
    /// <param name="stride">Pixels of the input from one of the result to the next.</param>
    /// <param name="before">Pixels of the input above and left of a tile's own that it reads.</param>
    /// <param name="after">The same below and on the right.</param>
    private byte[] Cover(Resolution from, Resolution to, int tile, int stride, int before, int after)
    {
        byte[] mask = _masks[from];
        var covered = new byte[to.PixelCount];
        for (int top = 0; top < to.H; top += tile)
        {
            for (int left = 0; left < to.W; left += tile)
            {
                (int firstY, int lastY) = (Math.Max(top * stride - before, 0), Math.Min((top + tile) * stride + after, from.H));
                (int firstX, int lastX) = (Math.Max(left * stride - before, 0), Math.Min((left + tile) * stride + after, from.W));
                bool touched = false;
                for (int y = firstY; y < lastY; y++)
                    touched |= mask.AsSpan(y * from.W + firstX, lastX - firstX).Contains((byte)1);
                for (int y = top; touched && y < Math.Min(top + tile, to.H); y++)
                    covered.AsSpan(y * to.W + left, Math.Min(tile, to.W - left)).Fill(1);
            }
        }

        return covered;
    }

    private ActiveSet Build(Resolution resolution, byte[] pixels)
    {
        var set = new ActiveSet(_device, resolution);
        set.Build(pixels, ActivePolicy.Pixels);
        return set;
    }

    private static byte[] Mark(int[] pixels, Resolution size)
    {
        var mask = new byte[size.PixelCount];
        foreach (int pixel in pixels)
            mask[pixel] = 1;
        return mask;
    }
}
