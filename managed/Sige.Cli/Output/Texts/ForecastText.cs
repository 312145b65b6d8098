using Sige.Cli.Denoising;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit sdedit --dry-run</c> writes for a person.</summary>
internal static class ForecastText
{
    /// <summary>Writes a forecast.</summary>
    public static void Write(Terminal terminal, SdEditForecast forecast)
    {
        Remarks.WriteNotices(terminal, forecast.Notices);
        var fields = new FieldList();
        fields.Add("dry run", "nothing was recorded and no picture is written");
        fields.Add("model", $"{forecast.Model}, {forecast.PictureSize}x{forecast.PictureSize}; {Names.OfRun(forecast.Device, forecast.Threads, forecast.Isa)}, policy {forecast.Policy}");
        fields.Add("sampler", SdEditText.Describe(forecast.Sampler));
        fields.Add("weights", Figures.Bytes(forecast.WeightBytes) + Names.OfNarrowWeights(forecast.NarrowWeightBytes));
        fields.Add("cache", $"{Figures.Bytes(forecast.CacheBytesPerStep)} a step in {forecast.CachePrecision}, {Figures.Bytes(forecast.CacheBytes)} for {forecast.Sampler.Steps} steps");
        fields.Add("  in memory", $"{forecast.StepsInMemory} steps, {Figures.Bytes(forecast.CacheMemoryBytes)}");
        fields.Add("  spilled", $"{forecast.StepsSpilled} steps, {Figures.Bytes(forecast.SpillBytes)}" + (forecast.SpillFreeBytes is { } free ? $"; the disk has {Figures.Bytes(free)} free" : ""));
        fields.Add("  not stored", $"{forecast.StepsNotStored} steps");
        fields.Add("working memory", Figures.Bytes(forecast.WorkingBytes));
        fields.Add("peak memory", $"{Figures.Bytes(forecast.PeakBytes)}, without the spill file");
        fields.Add("recording", $"{Figures.Count(forecast.OpenMacs)} MACs, about {Figures.Wait(forecast.OpenMs)}");
        foreach (EditForecast edit in forecast.Edits)
        {
            fields.Add("edit", edit.Edited);
            fields.Add("  changed", $"{Figures.Percent(edit.EditPercent)} of the pixels");
            fields.Add("  MACs", $"{Figures.Count(edit.MacsDense)} dense, {Figures.Count(edit.MacsSparse)} incremental; {edit.StepsDense} of {forecast.Sampler.Steps} steps dense");
            fields.Add("  time", $"about {Figures.Wait(edit.SparseMs)}, dense {Figures.Wait(edit.DenseMs)}");
        }

        fields.Add("times from", forecast.TimeBasis);
        fields.Write(terminal);
    }
}
