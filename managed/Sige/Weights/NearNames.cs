namespace Sige.Weights;

/// <summary>Finds the names that a person may have meant.</summary>
internal static class NearNames
{
    private const int Shown = 4;
    private const int MostCompared = 4096;
    private const int LongestCompared = 256;

    /// <summary>Up to four of <paramref name="names"/>, nearest to <paramref name="wanted"/> first.</summary>
    public static IReadOnlyList<string> Find(string wanted, IEnumerable<string> names) =>
        [.. names
            .Where(name => name.Length <= LongestCompared)
            .Take(MostCompared)
            .Select(name => (name, distance: Distance(wanted, name)))
            .Where(pair => pair.distance <= Math.Max(2, wanted.Length / 2))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .Take(Shown)
            .Select(pair => pair.name)];

    /// <summary>Edit distance; a name that merely lacks or adds whole leading parts counts 1.</summary>
    private static int Distance(string a, string b)
    {
        if (a.EndsWith('.' + b, StringComparison.Ordinal) || b.EndsWith('.' + a, StringComparison.Ordinal))
            return 1;
        if (Math.Abs(a.Length - b.Length) > Math.Max(2, a.Length / 2))
            return int.MaxValue;
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
