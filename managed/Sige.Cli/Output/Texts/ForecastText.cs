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
        AddSession(fields, forecast.Memory, forecast.Cache, forecast.Recording, forecast.Sampler.Steps);
        AddEdits(fields, forecast.Edits, forecast.Sampler.Steps);
        fields.Add("times from", forecast.TimeBasis);
        fields.Write(terminal);
    }

    /// <summary>What a session and its recording will take.</summary>
    public static void AddSession(FieldList fields, ForecastMemory memory, ForecastCache cache, ForecastRecording recording, int steps)
    {
        fields.Add("weights", Figures.Bytes(memory.WeightBytes) + Names.OfNarrowWeights(memory.NarrowWeightBytes));
        fields.Add("cache", $"{Figures.Bytes(cache.BytesPerStep)} a step in {cache.Precision}, {Figures.Bytes(cache.Bytes)} for {steps} steps");
        fields.Add("  in memory", $"{cache.StepsInMemory} steps, {Figures.Bytes(cache.MemoryBytes)}");
        fields.Add("  spilled", $"{cache.StepsSpilled} steps, {Figures.Bytes(cache.SpillBytes)}" + (cache.SpillFreeBytes is { } free ? $"; the disk has {Figures.Bytes(free)} free" : ""));
        fields.Add("  not stored", $"{cache.StepsNotStored} steps");
        fields.Add("working memory", Figures.Bytes(memory.WorkingBytes));
        fields.Add("peak memory", $"{Figures.Bytes(memory.PeakBytes)}, without the spill file");
        fields.Add("recording", $"{Figures.Count(recording.Macs)} MACs, about {Figures.Wait(recording.Ms)}");
    }

    /// <summary>What edits will do.</summary>
    public static void AddEdits(FieldList fields, IReadOnlyList<EditForecast> edits, int steps)
    {
        foreach (EditForecast edit in edits)
        {
            fields.Add("edit", edit.Edited);
            fields.Add("  changed", $"{Figures.Percent(edit.EditPercent)} of the pixels");
            fields.Add("  MACs", $"{Figures.Count(edit.MacsDense)} dense, {Figures.Count(edit.MacsSparse)} incremental; {edit.StepsDense} of {steps} steps dense");
            fields.Add("  time", $"about {Figures.Wait(edit.SparseMs)}, dense {Figures.Wait(edit.DenseMs)}");
        }
    }
}
