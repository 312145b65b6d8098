using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using Sige.Bench.Edits;
using Sige.Bench.Workloads;

namespace Sige.Bench.Charts;

/// <summary>Draws time against edited area, both axes logarithmic.</summary>
internal static class CurveChart
{
    private const int Width = 1000, Height = 640;

    private static readonly double[] AreaTicks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    /// <summary>Writes a PNG, and an SVG of the same name beside it, whose text needs no font here.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="title">Printed above.</param>
    /// <param name="path">Name of the PNG; its folder is made if need be.</param>
    public static void Save(CurveResult result, string title, string path)
    {
        using Plot plot = Draw(result, title);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        plot.SavePng(path, Width, Height);
        plot.SaveSvg(Path.ChangeExtension(path, ".svg"), Width, Height);
    }

    private static Plot Draw(CurveResult result, string title)
    {
        var plot = new Plot();
        foreach (IGrouping<EditForm, CurvePoint> form in result.Points.GroupBy(point => point.Form))
        {
            Scatter line = plot.Add.Scatter(
                form.Select(point => Math.Log10(point.EditPercent)).ToArray(), form.Select(point => Math.Log10(point.SparseMs)).ToArray());
            line.LegendText = form.Key == EditForm.Rectangle ? "edit, rectangle" : "edit, scattered pixels";
            line.LineWidth = 2;
        }

        AddLevel(plot, result.DenseMs, "Sige, dense", LinePattern.Dashed);
        if (result.PeerDenseMs is { } peer)
            AddLevel(plot, peer, $"{result.Peer}, dense", LinePattern.Dotted);
        plot.Title(title);
        plot.XLabel("edited pixels before dilation, %");
        plot.YLabel("median time, ms");
        plot.Axes.Bottom.TickGenerator = Ticks(AreaTicks);
        plot.Axes.Left.TickGenerator = Ticks(TimeTicks(result));
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    private static void AddLevel(Plot plot, double milliseconds, string name, LinePattern pattern)
    {
        HorizontalLine line = plot.Add.HorizontalLine(Math.Log10(milliseconds));
        line.LegendText = name;
        line.LinePattern = pattern;
    }

    private static double[] TimeTicks(CurveResult result)
    {
        double smallest = result.Points.Min(point => point.SparseMs);
        double largest = Math.Max(Math.Max(result.DenseMs, result.PeerDenseMs ?? 0), result.Points.Max(point => point.SparseMs));
        int first = (int)Math.Floor(Math.Log10(smallest)), last = (int)Math.Ceiling(Math.Log10(largest));
        return [.. Enumerable.Range(first, last - first + 1).SelectMany(power => (double[])[1, 2, 5], (power, digit) => digit * Math.Pow(10, power))];
    }

    private static NumericManual Ticks(double[] values) =>
        new(values.Select(Math.Log10).ToArray(), values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)).ToArray());
}
