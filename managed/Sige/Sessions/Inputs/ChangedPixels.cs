using System.Numerics;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The pixels of the inputs that an edit changes, before any dilation.</summary>
internal sealed class ChangedPixels(Resolution resolution)
{
    private readonly (int First, int End)[] _rows = new (int First, int End)[resolution.H];

    public Resolution Resolution { get; } = resolution;

    /// <summary>[H, W], 0 or 1.</summary>
    public byte[] Mask { get; } = new byte[resolution.PixelCount];

    public int Count { get; private set; }

    /// <summary>Rows [FirstRow, EndRow) hold all changed pixels.</summary>
    public int FirstRow { get; private set; }

    public int EndRow { get; private set; }

    /// <summary>The largest s such that a changed pixel lies at multiples of 2^s; -1 without any.</summary>
    public int SampledScale { get; private set; }

    /// <summary>Columns [First, End) of a row hold its changed pixels.</summary>
    public (int First, int End) Row(int y) => _rows[y];

    /// <summary>Forgets all pixels.</summary>
    public void Clear()
    {
        Mask.AsSpan().Clear();
        (Count, FirstRow, EndRow, SampledScale) = (0, 0, 0, -1);
    }

    /// <summary>
    /// Sums an edit of one pixel up and forgets it. Vector code is compiled on the machine where it runs, when it first runs: better where weights
    /// are packed than while a person waits for the first edit.
    /// </summary>
    public void Rehearse()
    {
        Mask[0] = 1;
        Summarise();
        Clear();
    }

    /// <summary>Takes the pixels of a mask, any value but 0.</summary>
    public void Take(ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < mask.Length; i++)
            Mask[i] = mask[i] == 0 ? (byte)0 : (byte)1;
    }

    /// <summary>Brings everything else up to date with <see cref="Mask"/>.</summary>
    public void Summarise()
    {
        (Count, FirstRow, EndRow, SampledScale) = (0, 0, 0, -1);
        for (int y = 0; y < Resolution.H; y++)
        {
            ReadOnlySpan<byte> row = Mask.AsSpan(y * Resolution.W, Resolution.W);
            int first = row.IndexOfAnyExcept((byte)0);
            _rows[y] = first < 0 ? (0, 0) : (first, row.LastIndexOfAnyExcept((byte)0) + 1);
            if (first < 0)
                continue;
            FirstRow = Count == 0 ? y : FirstRow;
            EndRow = y + 1;
            SummariseRow(row[.._rows[y].End], y, first);
        }
    }

    private void SummariseRow(ReadOnlySpan<byte> row, int y, int first)
    {
        int rowScale = BitOperations.TrailingZeroCount(y);
        for (int x = first; x < row.Length; x++)
        {
            if (row[x] == 0)
                continue;
            Count++;
            SampledScale = Math.Max(SampledScale, Math.Min(rowScale, BitOperations.TrailingZeroCount(x)));
        }
    }
}
