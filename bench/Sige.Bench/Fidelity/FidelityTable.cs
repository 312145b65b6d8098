using System.Globalization;
using Sige.Bench.Output;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Fidelity;

/// <summary>Lays errors out for people, a line as soon as it is measured.</summary>
/// <param name="output">Where to write.</param>
internal sealed class FidelityTable(BenchOutput output)
{
    private const string ErrorFormat = "0.00e+0", RatioFormat = "0.000", None = "-";

    /// <summary>Writes the headings.</summary>
    public void Begin()
    {
        output.WriteLine("RMSE of edits against whole runs; ratios are Sige's over the reference's, or over the error of whole runs where that is larger, the last from a float32 cache.");
        WriteCells("model", "state", "seed", "edit", "%", "picture", "reference", "ratio", "mask", "reference", "ratio", "cached", "in mask", "unedited", "arithmetic");
    }

    /// <summary>Writes a row.</summary>
    public void Add(FidelityRow row) => WriteCells(
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

    /// <summary>Writes the largest ratios of all rows.</summary>
    public void End(IReadOnlyCollection<FidelityRow> rows) => WriteCells(
        "worst", "", "", "", "", "", "", Ratio(rows.Max(row => row.Ratio.Picture)), "", "", Ratio(rows.Max(row => row.Ratio.Mask)),
        Ratio(rows.Max(row => row.CachedRatio?.Picture)), Ratio(rows.Max(row => row.CachedRatio?.Mask)), "", "");

    private static string Ratio(double? ratio) => ratio is null ? None : Format(ratio, RatioFormat);

    private void WriteCells(params ReadOnlySpan<string> cells)
    {
        ReadOnlySpan<int> widths = [-15, -11, 4, -22, 6, 9, 9, 7, 9, 9, 7, 7, 7, 9, 10];
        var line = new System.Text.StringBuilder();
        for (int i = 0; i < cells.Length; i++)
            line.Append(widths[i] < 0 ? cells[i].PadRight(-widths[i]) : cells[i].PadLeft(widths[i])).Append(' ');
        output.WriteLine(line.ToString().TrimEnd());
    }
}
