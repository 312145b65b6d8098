using Sige.Bench.Output;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Convolutions;

/// <summary>Lays convolution figures out for people.</summary>
internal static class ConvolutionTable
{
    /// <summary>Writes one network's figures, and their sums over all layers.</summary>
    public static void Write(BenchOutput output, string title, IReadOnlyList<ConvolutionFigure> figures)
    {
        var table = new Table().Title(new TableTitle(Markup.Escape(title))).Border(TableBorder.Simple);
        foreach (string heading in (ReadOnlySpan<string>)["shape", "layers", "pixels", "form", "ms", "GFLOP/s", "% peak", "cold", "% peak", "k cost predicted", "measured", "ratio", "ORT GFLOP/s", "% peak"])
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "shape" or "form" ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (ConvolutionFigure figure in figures)
            table.AddRow(Cells(figure));
        output.People.Write(table);
        if (figures.Where(figure => figure.Chosen && figure.ColdGflops is not null).Select(figure => figure.Layer).Distinct().Skip(1).Any())
            WriteSums(output, figures);
        output.People.WriteLine();
    }

    private static void WriteSums(BenchOutput output, IReadOnlyList<ConvolutionFigure> figures)
    {
        WriteSum(output, "dense", [.. figures.Where(figure => figure is { Chosen: true, ColdGflops: null })]);
        WriteSum(output, "edit, sparse layers", [.. figures.Where(figure => figure is { Chosen: true, ColdGflops: not null })]);
    }

    private static string[] Cells(ConvolutionFigure figure) =>
    [
        figure.Shape,
        Format(figure.Count, "0"),
        figure.Pixels,
        figure.Form + (figure.Kept == false ? " not kept" : "") + (figure.Chosen ? " *" : ""),
        Format(figure.Seconds * 1e3, "0.000"),
        Format(figure.Gflops, "0.0"),
        Format(figure.Share, "0"),
        Format(figure.ColdGflops, "0.0"),
        Format(figure.ColdShare, "0"),
        Format(figure.PredictedCost / 1e3, "0"),
        Format(figure.MeasuredCost / 1e3, "0"),
        Format(figure.PredictedCost / figure.MeasuredCost, "0.00"),
        Format(figure.PeerGflops, "0.0"),
        Format(figure.PeerShare, "0"),
    ];

    private static void WriteSum(BenchOutput output, string what, ConvolutionFigure[] figures)
    {
        if (figures.Length == 0)
            return;
        double work = figures.Sum(figure => 2e-9 * figure.Count * figure.MultiplyAdds);
        double seconds = figures.Sum(figure => figure.Count * figure.Seconds);
        string line = FormattableString.Invariant($"{what}: {work / 2:0.00} G multiply-adds in {seconds * 1e3:0.0} ms, {work / seconds:0} GFLOP/s");
        if (figures.All(figure => figure.PeerGflops is not null))
        {
            double peer = figures.Sum(figure => figure.Count * figure.PeerSeconds!.Value);
            line += FormattableString.Invariant($"; ONNX Runtime {peer * 1e3:0.0} ms, {work / peer:0} GFLOP/s");
        }

        output.WriteLine(line);
    }
}
