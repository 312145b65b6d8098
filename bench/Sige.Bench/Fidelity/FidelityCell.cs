using Sige.Bench.Measuring;

namespace Sige.Bench.Fidelity;

/// <summary>
/// One edit of one network in one state, over several sets of random weights. A single set says little: what Sige's edit leaves out and what
/// the reference's does are not the same, and which weighs more is one network's chance, most of all where few pixels are counted. So the
/// middle set is judged and the worst is told.
/// </summary>
/// <param name="Model">The network.</param>
/// <param name="State">Its noise level, or nothing.</param>
/// <param name="Edit">Which edit.</param>
/// <param name="Seeds">How many sets of weights.</param>
/// <param name="Median">The middle ratio of edits in place, in each measure.</param>
/// <param name="Worst">The largest.</param>
/// <param name="CachedMedian">The middle ratio of edits from a cache; null where the product has none.</param>
/// <param name="CachedWorst">The largest.</param>
internal sealed record FidelityCell(
    string Model, string State, string Edit, int Seeds, ErrorRatio Median, ErrorRatio Worst, ErrorRatio? CachedMedian, ErrorRatio? CachedWorst)
{
    /// <summary>The most that an edit may err, as a multiple of the reference's error.</summary>
    public const double Allowed = 1.05;

    /// <summary>Whether all medians are at most <see cref="Allowed"/>.</summary>
    public bool Holds => Fits(Median) && (CachedMedian is not { } cached || Fits(cached));

    /// <summary>Puts the rows of all seeds together, in the order in which they come first.</summary>
    public static IReadOnlyList<FidelityCell> Of(IEnumerable<FidelityRow> rows) =>
        [.. rows.GroupBy(row => (row.Model, row.State, row.Edit)).Select(group => Of([.. group]))];

    private static FidelityCell Of(IReadOnlyList<FidelityRow> rows)
    {
        ErrorRatio[] ratios = [.. rows.Select(row => row.Ratio)];
        ErrorRatio[] cached = [.. rows.Select(row => row.CachedRatio).OfType<ErrorRatio>()];
        return new FidelityCell(
            rows[0].Model,
            rows[0].State,
            rows[0].Edit,
            rows.Count,
            Each(ratios, Middle),
            Each(ratios, Enumerable.Max),
            cached.Length == 0 ? null : Each(cached, Middle),
            cached.Length == 0 ? null : Each(cached, Enumerable.Max));
    }

    private static ErrorRatio Each(ErrorRatio[] ratios, Func<IEnumerable<double>, double> reduce) =>
        new(reduce(ratios.Select(ratio => ratio.Picture)), reduce(ratios.Select(ratio => ratio.Mask)));

    private static double Middle(IEnumerable<double> ratios) => Statistics.Median([.. ratios]);

    private static bool Fits(ErrorRatio ratio) => ratio.Picture <= Allowed && ratio.Mask <= Allowed;
}
