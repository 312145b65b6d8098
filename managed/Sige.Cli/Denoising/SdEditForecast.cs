using Sige.Cli.Output;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>What <c>sige edit sdedit --dry-run</c> foretells; times are in milliseconds, memory in bytes.</summary>
internal sealed record SdEditForecast(
    string Model,
    int PictureSize,
    SamplerSummary Sampler,
    string Device,
    int? Threads,
    string? Isa,
    string Policy,
    string CachePrecision,
    long WeightBytes,
    long NarrowWeightBytes,
    long CacheBytesPerStep,
    long CacheBytes,
    long CacheMemoryBytes,
    long SpillBytes,
    long? SpillFreeBytes,
    int StepsInMemory,
    int StepsSpilled,
    int StepsNotStored,
    long WorkingBytes,
    long PeakBytes,
    long OpenMacs,
    double OpenMs,
    IReadOnlyList<EditForecast> Edits,
    string TimeBasis,
    IReadOnlyList<string> Notices)
{
    private const string Basis =
        "the cost model's estimate of all convolutions, at the speed of a small network that was run here for a moment; normalisation, attention and copies come on top";

    /// <summary>Predicts a job. Nothing of the session's size is allocated, and the network does not run.</summary>
    public static SdEditForecast Of(SdEditJob job, CancellationToken cancellationToken)
    {
        SdEditOptions options = job.Options;
        SamplerSummary sampler = SamplerSummary.Of(options);
        SdEditPrediction prediction = SdEditSession.Predict(job.Network, options);
        CachePrediction session = prediction.Cache;
        EngineSpeed speed = EngineSpeed.Measure(options.Engine, cancellationToken);
        (EditForecast Forecast, long LogBytes, string? Notice)[] edits = [.. job.Edits.Select(edit => EditForecast.Of(edit.Picture, job, prediction, speed))];
        long log = edits.Select(edit => edit.LogBytes).DefaultIfEmpty().Max();
        MemoryReport memory = session.Memory;
        long? free = options.SpillDirectory is { } folder ? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace : null;
        return new SdEditForecast(
            DiffusionNetworks.NameOf(job.Network.Configuration.Kind),
            job.Network.PictureSize,
            sampler,
            Names.Of(speed.Engine),
            speed.Engine.CpuQueue?.Threads,
            speed.Engine.CpuQueue is { } cpu ? Names.Of(cpu.InstructionSet) : null,
            Names.Of(options.Session!.ActivePolicy),
            CacheSummary.NameOf(options.Precision),
            memory.Weights + memory.KeptWeights,
            memory.NarrowWeights,
            session.SlotBytes,
            session.SlotBytes * (session.Slots - session.NotStoredSlots),
            memory.Cache,
            session.SpillBytes,
            free,
            session.InMemorySlots,
            session.SpilledSlots,
            session.NotStoredSlots,
            memory.Recorded + memory.Spare + memory.Transient + log,
            memory.Total + log,
            prediction.OpenMultiplyAdds,
            speed.TimeOf((session.Slots - session.NotStoredSlots) * session.DenseCost).TotalMilliseconds,
            [.. edits.Select(edit => edit.Forecast)],
            Basis,
            [.. edits.Select(edit => edit.Notice).OfType<string>().Distinct(), .. Warnings(job, session, free)]);
    }

    private static IEnumerable<string> Warnings(SdEditJob job, CachePrediction session, long? free)
    {
        if (free < session.SpillBytes)
            yield return $"The spill file wants {Figures.Bytes(session.SpillBytes)}, but its disk has {Figures.Bytes(free.Value)} free: the session will be refused.";
        if (session.NotStoredSlots > 0)
            yield return $"{session.NotStoredSlots} of {session.Slots} steps are not stored, so each edit computes them whole: raise --cache-budget, or give --spill or --region.";
        if (job is { Commits: true, Edits.Count: > 1 })
            yield return "Edits are compared with the original; with --commit those after the first are compared with the result before them.";
    }
}

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
