using Sige.Cli.Output;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>What a session will run on.</summary>
internal sealed record ForecastRun(string Device, int? Threads, string? Isa, string Policy)
{
    /// <summary>Describes an engine and what it is told.</summary>
    public static ForecastRun Of(EngineOptions engine, ActivePolicy policy) => new(
        Names.Of(engine),
        engine.CpuQueue?.Threads,
        engine.CpuQueue is { } cpu ? Names.Of(cpu.InstructionSet) : null,
        Names.Of(policy));
}

/// <summary>What will be kept of the recorded steps, and where; without a spill file nothing is said of its disk.</summary>
internal sealed record ForecastCache(
    string Precision,
    long BytesPerStep,
    long Bytes,
    long MemoryBytes,
    long SpillBytes,
    long? SpillFreeBytes,
    int StepsInMemory,
    int StepsSpilled,
    int StepsNotStored)
{
    /// <summary>Describes the cache of a predicted session.</summary>
    public static ForecastCache Of(CachePrediction session, long? free) => new(
        CacheSummary.NameOf(session.Precision),
        session.SlotBytes,
        session.SlotBytes * (session.Slots - session.NotStoredSlots),
        session.Memory.Cache,
        session.SpillBytes,
        free,
        session.InMemorySlots,
        session.SpilledSlots,
        session.NotStoredSlots);

    /// <summary>What a person should know of the cache of a predicted session.</summary>
    public static IEnumerable<string> Warnings(CachePrediction session, long? free)
    {
        if (free < session.SpillBytes)
            yield return $"The spill file wants {Figures.Bytes(session.SpillBytes)}, but its disk has {Figures.Bytes(free.Value)} free: the session will be refused.";
        if (session.NotStoredSlots > 0)
            yield return $"{session.NotStoredSlots} of {session.Slots} steps are not stored, so each edit computes them whole: raise --cache-budget, or give --spill or --region.";
    }
}

/// <summary>What a session will take, and how much of its weights is kept narrow; the peak is all of it, without the spill file.</summary>
internal sealed record ForecastMemory(long WeightBytes, long NarrowWeightBytes, long WorkingBytes, long PeakBytes);

/// <summary>What recording will take.</summary>
internal sealed record ForecastRecording(long Macs, double Ms);

/// <summary>What an edit will take.</summary>
internal sealed record EditForecast(string Edited, double EditPercent, long MacsDense, long MacsSparse, double SparseMs, double DenseMs, int StepsDense)
{
    /// <summary>Predicts an edit, and what it keeps of overwritten pixels while it runs.</summary>
    public static (EditForecast Forecast, long LogBytes, string? Notice) Of(SdEditPicture edited, SdEditJob job, SdEditPrediction prediction, EngineSpeed speed)
    {
        SdEditEditPrediction edit = edited.Mask is null
            ? prediction.PredictEdit(job.Original.Values, edited.Values)
            : prediction.PredictEdit(edited.Mask);
        CachePrediction session = prediction.Cache;
        int whole = edit.ChangedPercent == 0 ? 0 : edit.Step.IsWhole ? session.Slots : session.NotStoredSlots;
        var forecast = new EditForecast(
            Path.GetFullPath(edited.Path),
            edit.ChangedPercent,
            prediction.DenseMultiplyAdds,
            edit.MultiplyAdds,
            speed.TimeOf(edit.Cost).TotalMilliseconds,
            speed.TimeOf(session.Slots * session.DenseCost).TotalMilliseconds,
            whole);
        return (forecast, edit.Step.LogBytes, edit.Notice);
    }
}
