using Sige.Models;
using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>What the options of a session mean for a network.</summary>
internal static class UNetSampling
{
    /// <summary>The sampler that the options ask for, or the network's own.</summary>
    /// <exception cref="ArgumentException">The network does not predict what the sampler needs.</exception>
    public static Sampler CreateSampler(DiffusionUNet model, SdEditOptions options)
    {
        bool distilled = PredictionOf(model) == PredictionKind.PictureAndNoise;
        Sampler sampler = Sampler.Create(
            options.Sampler ?? new SamplerOptions(distilled ? SamplerKind.ProgressiveDistillation : SamplerKind.DpmSolverPlusPlus));
        if (sampler.Prediction == PredictionOf(model))
            return sampler;
        string advice = distilled ? $"use {SamplerKind.ProgressiveDistillation}" : $"use {SamplerKind.DpmSolverPlusPlus}, {SamplerKind.DpmSolver}, {SamplerKind.Ddim} or {SamplerKind.Ddpm}";
        throw new ArgumentException($"{sampler.Options.Kind} needs a network that predicts {Describe(sampler.Prediction)}, but this one predicts {Describe(PredictionOf(model))}: {advice}.", nameof(options));
    }

    /// <summary>What the session over the network keeps. Outside the mask no prediction is looked at: the noised original stands there.</summary>
    public static CachedSessionOptions CacheOptions(DiffusionUNet model, SdEditOptions options) => new()
    {
        Session = options.SessionFor(model) with { OutputPolicy = OutputPolicy.Active },
        Precision = options.Precision,
        BudgetBytes = options.BudgetBytes,
        SpillDirectory = options.SpillDirectory,
        Region = options.Region,
        RecomputesCheapTensors = options.RecomputesCheapTensors,
        SlotName = "step",
    };

    private static PredictionKind PredictionOf(DiffusionUNet model) =>
        model.PredictionChannels == 3 ? PredictionKind.Noise : PredictionKind.PictureAndNoise;

    private static string Describe(PredictionKind kind) => kind switch
    {
        PredictionKind.Noise => "the noise",
        PredictionKind.Velocity => "the velocity",
        PredictionKind.Picture => "the picture",
        _ => "the picture and the noise",
    };
}
