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
        fields.Add("model", $"{forecast.Model}, {forecast.PictureSize}x{forecast.PictureSize}; {Names.OfRun(forecast.Run.Device, forecast.Run.Threads, forecast.Run.Isa)}, policy {forecast.Run.Policy}");
        fields.Add("sampler", SdEditText.Describe(forecast.Sampler));
        fields.Add("weights", Figures.Bytes(forecast.Memory.WeightBytes) + Names.OfNarrowWeights(forecast.Memory.NarrowWeightBytes));
        fields.Add("cache", $"{Figures.Bytes(forecast.Cache.BytesPerStep)} a step in {forecast.Cache.Precision}, {Figures.Bytes(forecast.Cache.Bytes)} for {forecast.Sampler.Steps} steps");
        fields.Add("  in memory", $"{forecast.Cache.StepsInMemory} steps, {Figures.Bytes(forecast.Cache.MemoryBytes)}");
        fields.Add("  spilled", $"{forecast.Cache.StepsSpilled} steps, {Figures.Bytes(forecast.Cache.SpillBytes)}" + (forecast.Cache.SpillFreeBytes is { } free ? $"; the disk has {Figures.Bytes(free)} free" : ""));
        fields.Add("  not stored", $"{forecast.Cache.StepsNotStored} steps");
        fields.Add("working memory", Figures.Bytes(forecast.Memory.WorkingBytes));
        fields.Add("peak memory", $"{Figures.Bytes(forecast.Memory.PeakBytes)}, without the spill file");
        fields.Add("recording", $"{Figures.Count(forecast.Recording.Macs)} MACs, about {Figures.Wait(forecast.Recording.Ms)}");
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
