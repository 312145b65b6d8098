using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The pixels of a sparse resolution that an edit's steps read, with those that it computes.</summary>
/// <param name="device">The device.</param>
/// <param name="level">The resolution.</param>
/// <param name="corners">Room for the corners of any active set's tiles, which all resolutions share.</param>
internal sealed class NeededPixels(Device device, MaskLevel level, int[] corners) : IDisposable
{
    private readonly byte[] _mask = new byte[level.Resolution.PixelCount];
    private readonly (int First, int End)[] _rows = new (int First, int End)[level.Resolution.H];
    private bool _hasSmallTiles;

    /// <summary>All of them.</summary>
    public ActiveSet All { get; } = new(device, level.Resolution);

    /// <summary>Those that the edit does not compute.</summary>
    public ActiveSet Halo { get; } = new(device, level.Resolution);

    /// <summary>Columns [First, End) of a row hold its needed pixels.</summary>
    public ReadOnlySpan<(int First, int End)> Rows => _rows;

    /// <summary>How many there are.</summary>
    public int Count => All.Counts.Pixels;

    /// <summary>Memory that the sets hold.</summary>
    public long Bytes => All.Counts.Bytes + Halo.Counts.Bytes;

    /// <summary>Takes the active pixels of the level's present set.</summary>
    public void Start(ActivePolicy policy)
    {
        _hasSmallTiles = policy != ActivePolicy.Tiles;
        _mask.AsSpan().Clear();
        foreach (int pixel in level.Pixels)
            _mask[pixel] = 1;
    }

    /// <summary>
    /// Adds what a step reads to compute its own active pixels: a form that works in tiles reads all that the tiles of those pixels reach. Tiles
    /// that are active as a whole hold the smaller ones.
    /// </summary>
    public void Add(in PixelReach reach, NeededPixels reader) => Add(reach, reader.Level.Active, reader._hasSmallTiles);

    /// <summary>As <see cref="Add(in PixelReach, NeededPixels)"/>, of a step that computes other pixels than the active ones.</summary>
    public void Add(in PixelReach reach, ActiveSet computed) => Add(reach, computed, withSmallTiles: true);

    /// <summary>Builds the sets.</summary>
    public void Build()
    {
        FindRows();
        All.Build(_mask, ActivePolicy.Pixels);
        foreach (int pixel in level.Pixels)
            _mask[pixel] = 0;
        Halo.Build(_mask, ActivePolicy.Pixels);
    }

    public void Dispose()
    {
        All.Dispose();
        Halo.Dispose();
    }

    private MaskLevel Level => level;

    private Resolution Resolution => level.Resolution;

    private void Add(in PixelReach reach, ActiveSet computed, bool withSmallTiles)
    {
        AddTiles(reach, computed, 4);
        if (withSmallTiles)
            AddTiles(reach, computed, 2);
    }

    private void AddTiles(in PixelReach reach, ActiveSet computed, int side)
    {
        int length = 2 * computed.TileCount(side);
        computed.ReadTiles(side, corners);
        for (int i = 0; i < length; i += 2)
            reach.Mark(PixelRegion.Tile(corners[i], corners[i + 1], side, computed.Resolution), _mask);
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
