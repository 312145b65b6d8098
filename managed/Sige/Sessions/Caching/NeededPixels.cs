using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The pixels of a sparse resolution that an edit's steps read, with those that it computes.</summary>
internal sealed class NeededPixels(Device device, MaskLevel level) : IDisposable
{
    private readonly byte[] _mask = new byte[level.Resolution.PixelCount];
    private readonly DeviceBuffer _buffer = new(device, level.Resolution.PixelCount);
    private readonly (int First, int End)[] _rows = new (int First, int End)[level.Resolution.H];
    private int[] _active = [];
    private (int Side, int[] Corners)[] _tiles = [];

    /// <summary>All of them.</summary>
    public ActiveSet All { get; } = new(device, level.Resolution);

    /// <summary>Those that the edit does not compute.</summary>
    public ActiveSet Halo { get; } = new(device, level.Resolution);

    /// <summary>Columns [First, End) of a row hold its needed pixels.</summary>
    public ReadOnlySpan<(int First, int End)> Rows => _rows;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Memory that the sets hold.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes the active pixels of the level's present set.</summary>
    public void Start(Queue queue, ActivePolicy policy)
    {
        _active = level.Active.ReadPixels(queue);
        _tiles = policy == ActivePolicy.Tiles
            ? [(4, level.Active.ReadTiles(queue, 4))]
            : [(4, level.Active.ReadTiles(queue, 4)), (2, level.Active.ReadTiles(queue, 2))];
        _mask.AsSpan().Clear();
        foreach (int pixel in _active)
            _mask[pixel] = 1;
    }

    /// <summary>
    /// Adds what a step reads to compute its own active pixels: a Winograd form reads all that the tiles of those pixels reach. Tiles
    /// that are active as a whole hold the smaller ones.
    /// </summary>
    public void Add(in PixelReach reach, NeededPixels reader)
    {
        foreach ((int side, int[] corners) in reader._tiles)
            Add(reach, reader.Resolution, side, corners);
    }

    /// <summary>As <see cref="Add(in PixelReach, NeededPixels)"/>, of a step that computes other pixels than the active ones.</summary>
    public void Add(Queue queue, in PixelReach reach, ActiveSet computed)
    {
        foreach (int side in (ReadOnlySpan<int>)[4, 2])
            Add(reach, computed.Resolution, side, computed.ReadTiles(queue, side));
    }

    /// <summary>Builds the sets.</summary>
    public void Build(Queue queue)
    {
        FindRows();
        _buffer.Write<byte>(queue, _mask);
        All.Build(queue, _buffer, ActivePolicy.Pixels);
        foreach (int pixel in _active)
            _mask[pixel] = 0;
        _buffer.Write<byte>(queue, _mask);
        Halo.Build(queue, _buffer, ActivePolicy.Pixels);
        ActiveCounts all = All.Query(queue);
        Count = all.Pixels;
        Bytes = all.Bytes + Halo.Query(queue).Bytes;
    }

    public void Dispose()
    {
        All.Dispose();
        Halo.Dispose();
        _buffer.Dispose();
    }

    private Resolution Resolution => level.Resolution;

    private void Add(in PixelReach reach, Resolution reader, int side, int[] corners)
    {
        for (int i = 0; i < corners.Length; i += 2)
            reach.Mark(PixelRegion.Tile(corners[i], corners[i + 1], side, reader), _mask);
    }

    private void FindRows()
    {
        for (int y = 0; y < _rows.Length; y++)
        {
            ReadOnlySpan<byte> row = _mask.AsSpan(y * Resolution.W, Resolution.W);
            int first = row.IndexOf((byte)1);
            _rows[y] = first < 0 ? (0, 0) : (first, row.LastIndexOf((byte)1) + 1);
        }
    }
}
