using Sige.Bench.Output;
using Spectre.Console;
using static Sige.Bench.Output.Figures;

namespace Sige.Bench.SdEdit;

/// <summary>Lays the figures of a whole edit out for people.</summary>
internal static class SdEditTable
{
    /// <summary>Writes the figures.</summary>
    public static void Write(BenchOutput output, SdEditResult result, IEnumerable<string> notices)
    {
        var table = new Table().Title(new TableTitle(result.Model)).Border(TableBorder.Simple);
        foreach (string heading in (ReadOnlySpan<string>)["whole edit", "ms", "over dense", "PSNR, dB", "in the mask, dB"])
            table.AddColumn(new TableColumn(heading) { Alignment = heading == "whole edit" ? Justify.Left : Justify.Right });
        CropResult crop = result.Crop;
        table.AddRow("dense, every step", Format(result.DenseEditMs, "0"), "", "", "");
        table.AddRow("first edit", Format(result.FirstEditMs, "0"), Format(result.DenseEditMs / result.FirstEditMs, "0.0"), "", "");
        table.AddRow("edit, second on", Format(result.EditMs, "0"), Format(result.SpeedupEndToEnd, "0.0"), Decibels(result.PsnrDb), Decibels(result.PsnrInMaskDb));
        table.AddRow(
            $"crop {crop.Side}x{crop.Side} and paste", Format(crop.EditMs, "0"), Format(crop.SpeedupEndToEnd, "0.0"), Decibels(crop.PsnrDb), Decibels(crop.PsnrInMaskDb));
        output.People.Write(table);
        output.WriteLine(FormattableString.Invariant(
            $"{result.Sampler}, {result.Steps} steps, {result.StepsStored} kept as {result.Cache}; {result.EditPercent:0.000} % edited, {result.DenoisedPercent:0.0} % denoised, {result.Policy}"));
        output.WriteLine($"multiply-adds {Giga(result.MacsDense)} G dense, {Giga(result.MacsSparse)} G an edit, {Format((double)result.MacsDense / result.MacsSparse, "0.0")}x less");
        output.WriteLine(FormattableString.Invariant(
            $"opened in {result.OpenMs:0} ms; cache {result.CacheMb:0} MB, {result.CacheMbPerStep:0.0} MB a step; peak memory {result.PeakRssMb:0} MB resident"));
        if (result.PrecisionPsnrDb is { } precision)
            output.WriteLine($"float16 cache against float32: {Format(precision, "0.0")} dB");
        foreach (string notice in notices)
            output.WriteLine(notice);
    }

    private static string Decibels(double? value) => value is null ? "equal" : Format(value, "0.0");
}
