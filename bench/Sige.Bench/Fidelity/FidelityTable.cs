using System.Globalization;
using Sige.Bench.Output;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Fidelity;

/// <summary>Lays errors out for people, a line as soon as it is measured.</summary>
/// <param name="output">Where to write.</param>
internal sealed class FidelityTable(BenchOutput output)
{
    private const string ErrorFormat = "0.00e+0", RatioFormat = "0.000", None = "-";

    /// <summary>Negative ones for columns that begin on the left.</summary>
    private static readonly int[] RowWidths = [-15, -11, 4, -22, 6, 9, 9, 7, 9, 9, 7, 7, 7, 9, 10];

    private static readonly int[] CellWidths = [-15, -11, -22, 5, 13, 13, 13, 13, -5];

    /// <summary>Writes the headings.</summary>
    public void Begin()
    {
        output.WriteLine("RMSE of edits against whole runs; ratios are Sige's over the reference's, or over the error of whole runs where that is larger, the last from a float32 cache.");
        WriteCells(RowWidths, "model", "state", "seed", "edit", "%", "picture", "reference", "ratio", "mask", "reference", "ratio", "cached", "in mask", "unedited", "arithmetic");
    }

    /// <summary>Writes a row.</summary>
    public void Add(FidelityRow row) => WriteCells(
        RowWidths,
        row.Model,
        row.State,
        row.Seed.ToString(CultureInfo.InvariantCulture),
        row.Edit,
        Format(row.EditPercent, "0.000"),
        Format(row.Sige.Picture, ErrorFormat),
        Format(row.Reference.Picture, ErrorFormat),
        Ratio(row.Ratio.Picture),
        Format(row.Sige.Mask, ErrorFormat),
        Format(row.Reference.Mask, ErrorFormat),
        Ratio(row.Ratio.Mask),
        Ratio(row.CachedRatio?.Picture),
        Ratio(row.CachedRatio?.Mask),
        Format(row.Unedited.Picture, ErrorFormat),
        Format(row.Arithmetic.Picture, ErrorFormat));

    /// <summary>Writes the middle and the largest ratio of each edit, and how many edits hold.</summary>
    /// <param name="cells">All edits of all networks.</param>
    public void End(IReadOnlyCollection<FidelityCell> cells)
    {
        output.WriteLine("");
        output.WriteLine($"Over the seeds of each edit: median / worst ratio. The medians are judged, at most {Format(FidelityCell.Allowed, "0.00")}.");
        WriteCells(CellWidths, "model", "state", "edit", "seeds", "picture", "mask", "cached", "in mask", "");
        foreach (FidelityCell cell in cells)
        {
            WriteCells(
                CellWidths,
                cell.Model,
                cell.State,
                cell.Edit,
                cell.Seeds.ToString(CultureInfo.InvariantCulture),
                Spread(cell.Median.Picture, cell.Worst.Picture),
                Spread(cell.Median.Mask, cell.Worst.Mask),
                Spread(cell.CachedMedian?.Picture, cell.CachedWorst?.Picture),
                Spread(cell.CachedMedian?.Mask, cell.CachedWorst?.Mask),
                cell.Holds ? "" : "above");
        }

        output.WriteLine($"{cells.Count(cell => cell.Holds)} of {cells.Count} edits hold.");
    }

    private static string Spread(double? median, double? worst) => median is null ? None : $"{Ratio(median)} / {Ratio(worst)}";

    private static string Ratio(double? ratio) => ratio is null ? None : Format(ratio, RatioFormat);

    private void WriteCells(int[] widths, params ReadOnlySpan<string> cells)
    {
        var line = new System.Text.StringBuilder();
        for (int i = 0; i < cells.Length; i++)
            line.Append(widths[i] < 0 ? cells[i].PadRight(-widths[i]) : cells[i].PadLeft(widths[i])).Append(' ');
        output.WriteLine(line.ToString().TrimEnd());
    }
}
