using Sige.Models;

namespace Sige.Diffusion;

/// <summary>Which sampler a model and the options ask for.</summary>
internal static class LatentSampling
{
    /// <summary>How much noise strokes are taken to where nobody says.</summary>
    public const double UsualStrength = 0.75;

    /// <summary>Makes the sampler.</summary>
    /// <param name="model">Its scheduler configuration says how it was trained.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="usualStrength">The strength where the options have none.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    /// <exception cref="Weights.WeightFormatException">The scheduler configuration is none that there is a sampler for.</exception>
    public static Sampler CreateSampler(StableDiffusionModel model, LatentEditOptions options, double usualStrength) =>
        SchedulerConfiguration.OfModel(model.SourcePath).CreateSampler(options.Steps, options.Strength ?? usualStrength, options.Sampler, options.KarrasSigmas);
}
