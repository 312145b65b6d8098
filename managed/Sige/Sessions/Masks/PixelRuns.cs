using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Pixels of a picture as runs of neighbours in a row.</summary>
internal readonly struct PixelRuns
{
    private readonly List<(int First, int Count)> _runs;

    private PixelRuns(List<(int First, int Count)> runs, Resolution size) => (_runs, Size) = (runs, size);

    /// <summary>Takes the indices of pixels, ascending.</summary>
    public PixelRuns(ReadOnlySpan<int> pixels, Resolution size)
        : this(new List<(int First, int Count)>(), size)
    {
        for (int start = 0, end; start < pixels.Length; start = end)
        {
            end = start + 1;
            while (end < pixels.Length && pixels[end] == pixels[end - 1] + 1 && pixels[end] % size.W != 0)
                end++;
            _runs.Add((pixels[start], end - start));
        }
    }

    /// <summary>The size of the picture.</summary>
    public Resolution Size { get; }

    /// <summary>Takes the pixels of a mask, [H, W], that are 1.</summary>
    public static PixelRuns Of(ReadOnlySpan<byte> mask, Resolution size)
    {
        var runs = new List<(int First, int Count)>();
        for (int y = 0; y < size.H; y++)
        {
            ReadOnlySpan<byte> row = mask.Slice(y * size.W, size.W);
            for (int start = row.IndexOf((byte)1), end; start >= 0; start = NextOf(row, end))
            {
                int length = row[start..].IndexOf((byte)0);
                end = length < 0 ? size.W : start + length;
                runs.Add((y * size.W + start, end - start));
            }
        }

        return new PixelRuns(runs, size);
    }

    /// <summary>Fills all pixels of a smaller or equal picture that lie so near to one of these.</summary>
    /// <param name="mask">[H, W] of the other picture.</param>
    /// <param name="size">Its size, which divides this picture's.</param>
    /// <param name="distance">How many rows and columns, in the other picture's pixels.</param>
    public void MarkAround(Span<byte> mask, Resolution size, int distance)
    {
        int scale = Size.H / size.H;
        foreach ((int first, int count) in _runs)
        {
            (int y, int x) = (first / Size.W / scale, first % Size.W / scale);
            int end = (first % Size.W + count - 1) / scale + 1;
            PixelRegion around = new PixelRegion(y, x, 1, end - x).Grow(distance, size);
            for (int row = around.Y; row < around.EndY; row++)
                mask.Slice(row * size.W + around.X, around.Width).Fill(1);
        }
    }

    private static int NextOf(ReadOnlySpan<byte> row, int start)
    {
        int next = row[start..].IndexOf((byte)1);
        return next < 0 ? -1 : start + next;
    }
}
