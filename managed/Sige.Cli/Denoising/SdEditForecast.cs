using Sige.Cli.Output;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>What <c>sige edit sdedit --dry-run</c> foretells; times are in milliseconds, memory in bytes.</summary>
internal sealed record SdEditForecast(
    string Model,
    int PictureSize,
    SamplerSummary Sampler,
    ForecastRun Run,
    ForecastCache Cache,
    ForecastMemory Memory,
    ForecastRecording Recording,
    IReadOnlyList<EditForecast> Edits,
    string TimeBasis,
    IReadOnlyList<string> Notices)
{
    /// <summary>What the times of a forecast are made of.</summary>
    public const string Basis =
        "the cost model's estimate of all convolutions, at the speed of a small network that was run here for a moment; normalisation, attention and copies come on top";

    /// <summary>Predicts a job. Nothing of the session's size is allocated, and the network does not run.</summary>
    public static SdEditForecast Of(SdEditJob job, CancellationToken cancellationToken)
    {
        SdEditOptions options = job.Options;
        SamplerSummary sampler = SamplerSummary.Of(options);
        SdEditPrediction prediction = SdEditSession.Predict(job.Network, options);
        CachePrediction session = prediction.Cache;
        EngineSpeed speed = EngineSpeed.Measure(options.Engine, options.SessionFor(job.Network).Precision, cancellationToken);
        (EditForecast Forecast, long LogBytes, string? Notice)[] edits = [.. job.Edits.Select(edit => EditForecast.Of(edit.Picture, job, prediction, speed))];
        long log = edits.Select(edit => edit.LogBytes).DefaultIfEmpty().Max();
        MemoryReport memory = session.Memory;
        long? free = options.SpillDirectory is { } folder ? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace : null;
        return new SdEditForecast(
            DiffusionNetworks.NameOf(job.Network.Configuration.Kind),
            job.Network.PictureSize,
            sampler,
            ForecastRun.Of(speed.Engine, options.Session!.ActivePolicy),
            ForecastCache.Of(session, free),
            new ForecastMemory(memory.Weights + memory.KeptWeights, memory.NarrowWeights, memory.Recorded + memory.Spare + memory.Transient + log, memory.Total + log),
            new ForecastRecording(prediction.OpenMultiplyAdds, speed.TimeOf((session.Slots - session.NotStoredSlots) * session.DenseCost).TotalMilliseconds),
            [.. edits.Select(edit => edit.Forecast)],
            Basis,
            [.. edits.Select(edit => edit.Notice).OfType<string>().Distinct(), .. Warnings(job, session, free)]);
    }

    private static IEnumerable<string> Warnings(SdEditJob job, CachePrediction session, long? free)
    {
        foreach (string warning in ForecastCache.Warnings(session, free))
            yield return warning;
        if (job is { Commits: true, Edits.Count: > 1 })
            yield return "Edits are compared with the original; with --commit those after the first are compared with the result before them.";
    }
}
