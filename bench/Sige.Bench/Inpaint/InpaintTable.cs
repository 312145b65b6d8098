using Sige.Bench.Output;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.Inpaint;

/// <summary>Lays the figures of inpainting out for people.</summary>
internal static class InpaintTable
{
    /// <summary>Name of the bench.</summary>
    public const string Name = "sd-inpaint";

    /// <summary>Writes the figures.</summary>
    public static void Write(BenchOutput output, InpaintResult result, IEnumerable<string> notices)
    {
        var table = new Table().Title(new TableTitle(result.Model)).Border(TableBorder.Simple);
        foreach (string heading in (ReadOnlySpan<string>)["painting the mask", "ms", "over dense", "PSNR in the mask, dB"])
            table.AddColumn(new TableColumn(heading) { Alignment = heading == "painting the mask" ? Justify.Left : Justify.Right });
        table.AddRow("dense, every network", Format(result.DenseEditMs, "0"), "", "");
        table.AddRow("first edit", Format(result.FirstEditMs, "0"), Format(result.DenseEditMs / result.FirstEditMs, "0.0"), "");
        table.AddRow("edit, second on", Format(result.EditMs, "0"), Format(result.SpeedupEndToEnd, "0.0"), Decibels(result.PsnrInMaskDb));
        table.AddRow($"crop {result.CropSide}x{result.CropSide} and stitch", Format(result.CropMs, "0"), Format(result.DenseEditMs / result.CropMs, "0.0"), Decibels(result.CropPsnrInMaskDb));
        output.People.Write(table);
        output.WriteLine(FormattableString.Invariant(
            $"{result.Steps} steps for two prompts, {result.EditPercent:0.000} % painted, {result.Precision} with {result.Weights} weights; the decoder takes {result.DecoderMs:0} ms of an edit"));
        output.WriteLine($"multiply-adds {Giga(result.MacsDense)} G dense, {Giga(result.MacsSparse)} G an edit, {Format((double)result.MacsDense / result.MacsSparse, "0.0")}x less");
        output.WriteLine(FormattableString.Invariant(
            $"opened in {result.OpenMs:0} ms; cache {result.CacheMbPerStep:0.0} MB a step; session {result.SessionMb:0} MB, peak memory {result.PeakRssMb:0} MB resident"));
        foreach (string notice in notices)
            output.WriteLine(notice);
    }

    private static string Decibels(double? value) => value is null ? "equal" : Format(value, "0.0");
}
