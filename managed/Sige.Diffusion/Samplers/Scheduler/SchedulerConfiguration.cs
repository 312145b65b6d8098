using Sige.Models;
using Sige.Weights;

namespace Sige.Diffusion;

/// <summary>The noise that a Stable Diffusion model was trained with, and the sampler that it asks for.</summary>
/// <remarks>
/// A file is the <c>scheduler/scheduler_config.json</c> of a diffusers model. What it leaves out is as in Stable Diffusion 1.x. A file's
/// <c>clip_sample</c> is not looked at: latents are not clipped, as in the pipelines of diffusers.
/// </remarks>
public sealed record SchedulerConfiguration
{
    private readonly WeightFormatException? _samplerFault;

    /// <summary>That of Stable Diffusion 1.x, whose sampler is PLMS.</summary>
    public static SchedulerConfiguration StableDiffusion1 { get; } = new();

    /// <summary>The time steps of the whole diffusion.</summary>
    public int TotalSteps { get; init; } = 1000;

    /// <summary>How variances rise from the first to the last.</summary>
    public BetaCurve BetaCurve { get; init; } = BetaCurve.ScaledLinear;

    /// <summary>Variance that the first time step adds.</summary>
    public double BetaStart { get; init; } = 0.00085;

    /// <summary>Variance that the last time step adds.</summary>
    public double BetaEnd { get; init; } = 0.012;

    /// <summary>What the network predicts.</summary>
    public PredictionKind Prediction { get; init; } = PredictionKind.Noise;

    /// <summary>Which time steps a run visits; null for what diffusers does where a file does not say: leading ones for DDIM, PLMS and LCM, else linspace.</summary>
    public TimeStepSpacing? Spacing { get; init; }

    /// <summary>The time step with which leading ones begin.</summary>
    public int StepsOffset { get; init; } = 1;

    /// <summary>Whether DDIM and PLMS end without noise, else at the level of time step 0.</summary>
    public bool SetAlphaToOne { get; init; }

    /// <summary>Whether DPM-Solver++ ends without noise, else at the level of time step 0.</summary>
    public bool SolverEndsClean { get; init; } = true;

    /// <summary>Whether the noise levels of Euler and DPM-Solver++ are those of Karras et al.</summary>
    public bool KarrasSigmas { get; init; }

    /// <summary>Into how many steps the diffusion was divided when the network was distilled for LCM.</summary>
    public int DistilledSteps { get; init; } = 50;

    /// <summary>The sampler that the model asks for; null for one that is not here: another has to be chosen.</summary>
    public SamplerKind? Sampler { get; init; } = SamplerKind.Plms;

    /// <summary>Why <see cref="Sampler"/> is null.</summary>
    internal WeightFormatException? SamplerFault { init => _samplerFault = value; }

    /// <summary>That of a model: read from its folder, or <see cref="StableDiffusion1"/> where it has none or is a single file.</summary>
    /// <param name="path">A folder as diffusers writes it, or a weight file.</param>
    /// <exception cref="WeightFormatException">The file is none, or asks for noise that is not here; the message has the key and both values.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SchedulerConfiguration OfModel(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Path.Combine(path, "scheduler", "scheduler_config.json");
        return File.Exists(file) ? Read(file) : StableDiffusion1;
    }

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="WeightFormatException">The file is none, or asks for noise that is not here; the message has the key and both values.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SchedulerConfiguration Read(string path) => Parse(UNetConfigurationFile.ReadText(path, SchedulerReader.Owner), path);

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="label">What stands for the file's name in messages.</param>
    /// <exception cref="WeightFormatException">It is none, or asks for noise that is not here; the message has the key and both values.</exception>
    public static SchedulerConfiguration Parse(string text, string label) => SchedulerReader.Read(text, label);

    /// <summary>The sampler for a run, for <see cref="Diffusion.Sampler.Create"/>.</summary>
    /// <param name="steps">Into how many steps the diffusion is divided.</param>
    /// <param name="strength">Which part of them is run, above 0 to 1, as <see cref="SamplerOptions.Strength"/>.</param>
    /// <param name="sampler">The sampler; null for the model's own.</param>
    /// <param name="karras">Whether noise levels are those of Karras et al.; null for the model's own where the sampler can have them.</param>
    /// <exception cref="WeightFormatException">The model's own sampler is not here; the message says what its file asks for.</exception>
    public SamplerOptions OptionsFor(int steps, double strength = 1, SamplerKind? sampler = null, bool? karras = null)
    {
        SamplerKind kind = sampler ?? Sampler ?? throw _samplerFault ?? new WeightFormatException("scheduler", "this configuration names no sampler: one has to be chosen.");
        bool startsLow = kind is SamplerKind.Ddim or SamplerKind.Plms or SamplerKind.Lcm;
        return new SamplerOptions(kind)
        {
            Steps = steps,
            Strength = strength,
            TotalSteps = TotalSteps,
            BetaCurve = BetaCurve,
            BetaStart = BetaStart,
            BetaEnd = BetaEnd,
            Prediction = Prediction,
            Spacing = Spacing ?? (startsLow ? TimeStepSpacing.Leading : TimeStepSpacing.Linspace),
            StepsOffset = StepsOffset,
            DistilledSteps = DistilledSteps,
            EndsClean = kind switch
            {
                SamplerKind.Ddim or SamplerKind.Plms => SetAlphaToOne,
                SamplerKind.DpmSolverPlusPlus => SolverEndsClean,
                SamplerKind.DpmSolver => false,
                _ => true,
            },
            KarrasSigmas = karras ?? (KarrasSigmas && SamplerSteps.CanBeKarras(kind)),
        };
    }

    /// <summary>Makes the sampler for a run.</summary>
    /// <inheritdoc cref="OptionsFor"/>
    /// <exception cref="ArgumentException">A number is out of its range, or the sampler is none for latents.</exception>
    public Sampler CreateSampler(int steps, double strength = 1, SamplerKind? sampler = null, bool? karras = null) =>
        Diffusion.Sampler.Create(OptionsFor(steps, strength, sampler, karras));
}
