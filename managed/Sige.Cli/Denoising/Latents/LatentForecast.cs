using Sige.Cli.Output;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>What <c>sige edit sd --dry-run</c> foretells; times are in milliseconds, memory in bytes.</summary>
internal sealed record LatentForecast(
    string Model,
    int Width,
    int Height,
    LatentSamplerSummary Sampler,
    ForecastRun Run,
    ForecastCache Cache,
    ForecastMemory Memory,
    ForecastRecording Recording,
    IReadOnlyList<EditForecast> Edits,
    string TimeBasis,
    IReadOnlyList<string> Notices)
{
    /// <summary>Predicts a job. Nothing of the session's size is allocated, and no network runs.</summary>
    public static LatentForecast Of(LatentJob job, CancellationToken cancellationToken)
    {
        LatentEditOptions options = job.Options;
        LatentPrediction prediction = job.Predict();
        EngineSpeed speed = EngineSpeed.Measure(options.Engine, options.ComputePrecision, cancellationToken);
        (LatentEdit Edit, LatentEditPrediction Prediction)[] edits = [.. job.Edits.Select(edit => (edit, prediction.PredictEdit(job.ChangesOf(edit))))];
        long log = edits.Select(edit => edit.Prediction.LogBytes).DefaultIfEmpty().Max();
        MemoryReport memory = prediction.Memory;
        long? free = options.SpillDirectory is { } folder ? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace : null;
        return new LatentForecast(
            Path.GetFullPath(job.Model.SourcePath),
            job.Frame.Size.W,
            job.Frame.Size.H,
            LatentSamplerSummary.Of(prediction.Sampler, options),
            ForecastRun.Of(speed.Engine, options.ActivePolicy ?? job.Model.UNet.SessionOptions.ActivePolicy),
            ForecastCache.Of(prediction.Steps, free),
            new ForecastMemory(memory.Weights + memory.KeptWeights, memory.NarrowWeights, memory.Recorded + memory.Spare + memory.Transient + log, memory.Total + log),
            new ForecastRecording(prediction.OpenMultiplyAdds, speed.TimeOf(prediction.OpenCost).TotalMilliseconds),
            [
                .. edits.Select(edit => new EditForecast(
                    Path.GetFullPath(edit.Edit.Name),
                    edit.Prediction.ChangedPercent,
                    prediction.DenseMultiplyAdds,
                    edit.Prediction.MultiplyAdds,
                    speed.TimeOf(edit.Prediction.Cost).TotalMilliseconds,
                    speed.TimeOf(prediction.DenseCost).TotalMilliseconds,
                    edit.Prediction.WholeSteps)),
            ],
            SdEditForecast.Basis,
            [.. ForecastCache.Warnings(prediction.Steps, free)]);
    }
}
