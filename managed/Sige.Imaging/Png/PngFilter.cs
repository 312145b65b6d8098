namespace Sige.Imaging.Png;

/// <summary>
/// Undoes the five row filters in place.
/// Source: PNG Specification (Third Edition), 9.2 Filter types for filter method 0.
/// </summary>
internal static class PngFilter
{
    /// <summary>Rebuilds <paramref name="row"/> from its filtered bytes.</summary>
    /// <param name="filter">The filter type, 0 to 4.</param>
    /// <param name="row">The row's bytes, changed in place.</param>
    /// <param name="above">The rebuilt row above in the same pass, zeros for the first row.</param>
    /// <param name="unit">Bytes of a pixel, at least 1.</param>
    /// <returns>False if there is no such filter.</returns>
    public static bool TryUndo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                UndoSub(row, unit);
                return true;
            case 2:
                UndoUp(row, above);
                return true;
            case 3:
                UndoAverage(row, above, unit);
                return true;
            case 4:
                UndoPaeth(row, above, unit);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Of left, above and upper left the one that is nearest to left + above - upper left.</summary>
    public static byte Paeth(byte left, byte above, byte upperLeft)
    {
        int estimate = left + above - upperLeft;
        int toLeft = Math.Abs(estimate - left);
        int toAbove = Math.Abs(estimate - above);
        int toUpperLeft = Math.Abs(estimate - upperLeft);
        if (toLeft <= toAbove && toLeft <= toUpperLeft)
            return left;
        return toAbove <= toUpperLeft ? above : upperLeft;
    }

    private static void UndoSub(Span<byte> row, int unit)
    {
        for (int i = unit; i < row.Length; i++)
            row[i] += row[i - unit];
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] += above[i];
    }

    private static void UndoAverage(Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < unit ? 0 : row[i - unit];
            row[i] += (byte)((left + above[i]) / 2);
        }
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        for (int i = 0; i < row.Length; i++)
        {
            bool first = i < unit;
            row[i] += Paeth(first ? (byte)0 : row[i - unit], above[i], first ? (byte)0 : above[i - unit]);
        }
    }
}
