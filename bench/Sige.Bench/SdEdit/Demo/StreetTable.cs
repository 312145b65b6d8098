using System.Globalization;
using Sige.Bench.Output;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.SdEdit;

/// <summary>Lays the figures of edits with the trained denoiser out for people.</summary>
internal static class StreetTable
{
    private const string Equal = "equal", Decibels = "0.0", Share = "0.00";

    /// <summary>Writes a row per method.</summary>
    public static void WriteMethods(BenchOutput output, IEnumerable<StreetSummary> methods)
    {
        Table table = Create("method", "edits", "in the mask, dB", "least..most", "picture, dB", "least..most", "MACs", "time");
        foreach (StreetSummary method in methods)
        {
            table.AddRow(
                method.Method,
                method.Edits.ToString(CultureInfo.InvariantCulture),
                Mean(method.PsnrInMaskDb),
                Range(method.PsnrInMaskDb),
                Mean(method.PsnrDb),
                Range(method.PsnrDb),
                Format(method.MacsShare, Share),
                Format(method.TimeShare, Share));
        }

        output.People.Write(table);
        output.WriteLine("PSNR against the same edit by dense steps, its mean over the edits; multiply-adds and time are shares of the dense edit's.");
        output.WriteLine("A crop that takes the whole picture equals the dense edit: it counts in these shares, but has no PSNR.");
    }

    /// <summary>Writes a row per edit and method.</summary>
    public static void WriteEdits(BenchOutput output, IEnumerable<StreetFigure> figures)
    {
        Table table = Create("scene", "edit", "kind", "%", "method", "square", "in the mask, dB", "picture, dB", "MACs", "ms", "time");
        foreach (StreetFigure figure in figures)
        {
            table.AddRow(
                figure.Scene,
                figure.Edit,
                figure.Kind.ToString().ToLowerInvariant(),
                Format(figure.EditPercent, "0.00"),
                figure.Method,
                Format(figure.CropSide, "0"),
                Psnr(figure.PsnrInMaskDb),
                Psnr(figure.PsnrDb),
                Format(figure.MacsShare, Share),
                Format(figure.Ms, "0"),
                Format(figure.TimeShare, Share));
        }

        output.People.Write(table);
    }

    private static Table Create(params ReadOnlySpan<string> headings)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string heading in headings)
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "method" or "scene" or "edit" or "kind" ? Justify.Left : Justify.Right });
        return table;
    }

    private static string Psnr(double? value) => value is null ? Equal : Format(value, Decibels);

    private static string Mean(PsnrRange? range) => Psnr(range?.Mean);

    private static string Range(PsnrRange? range) => range is null ? "" : $"{Format(range.Least, Decibels)}..{Format(range.Most, Decibels)}";
}
