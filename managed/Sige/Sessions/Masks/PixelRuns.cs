using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Pixels of a picture as runs of neighbours in a row. Keeps its memory from one set of pixels to the next.</summary>
internal sealed class PixelRuns(Resolution size)
{
    // As many as there can be: fewer pixels may have more runs.
    private readonly List<(int First, int Count)> _runs = new(size.H * ((size.W + 1) / 2));

    /// <summary>The size of the picture.</summary>
    public Resolution Size { get; } = size;

    /// <summary>Takes the indices of pixels, ascending.</summary>
    public void Take(ReadOnlySpan<int> pixels)
    {
        _runs.Clear();
        for (int start = 0, end; start < pixels.Length; start = end)
        {
            end = start + 1;
            while (end < pixels.Length && pixels[end] == pixels[end - 1] + 1 && pixels[end] % Size.W != 0)
                end++;
            _runs.Add((pixels[start], end - start));
        }
    }

    /// <summary>Takes the pixels of a mask, [H, W], that are 1.</summary>
    public void Take(ReadOnlySpan<byte> mask)
    {
        _runs.Clear();
        for (int y = 0; y < Size.H; y++)
        {
            ReadOnlySpan<byte> row = mask.Slice(y * Size.W, Size.W);
            for (int start = row.IndexOf((byte)1), end; start >= 0; start = NextOf(row, end))
            {
                int length = row[start..].IndexOf((byte)0);
                end = length < 0 ? Size.W : start + length;
                _runs.Add((y * Size.W + start, end - start));
            }
        }
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
