namespace Sige.Imaging;

/// <summary>
/// For each pixel 1 if any of its four neighbours (up, down, left, right) has another id, else 0. So an edge is two
/// pixels wide, one on each side; the picture's border is no edge.
/// Source: Park et al., Semantic Image Synthesis with Spatially-Adaptive Normalization, CVPR 2019, whose generator takes
/// the edges of the instance map as an input channel.
/// </summary>
public sealed class EdgeMap
{
    private readonly byte[] _edges;

    private EdgeMap(int width, int height, byte[] edges)
    {
        Width = width;
        Height = height;
        _edges = edges;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>0 or 1, [H, W], row-major.</summary>
    public ReadOnlySpan<byte> Edges => _edges;

    /// <summary>Marks the edges of a map of ids.</summary>
    internal static EdgeMap FromIds<T>(ReadOnlySpan<T> ids, int width, int height)
        where T : unmanaged, IEquatable<T>
    {
        var edges = new byte[ids.Length];
        for (int y = 0; y < height; y++)
        {
            int row = y * width;
            MarkDifferent(ids, edges, row, row + 1, width - 1);
            if (y + 1 < height)
                MarkDifferent(ids, edges, row, row + width, width);
        }

        return new EdgeMap(width, height, edges);
    }

    private static void MarkDifferent<T>(ReadOnlySpan<T> ids, byte[] edges, int first, int second, int count)
        where T : unmanaged, IEquatable<T>
    {
        for (int i = 0; i < count; i++)
        {
            if (ids[first + i].Equals(ids[second + i]))
                continue;
            edges[first + i] = 1;
            edges[second + i] = 1;
        }
    }
}
