namespace Sige.Diffusion;

/// <summary>
/// Which sampler to use and with which numbers. Defaults are those with which SIGE's reference edits church pictures; those of a latent
/// diffusion come from its <see cref="SchedulerConfiguration"/>.
/// </summary>
/// <param name="Kind">The sampler.</param>
public sealed record SamplerOptions(SamplerKind Kind)
{
    /// <summary>
    /// Into how many steps the diffusion is divided. With <see cref="TimeStepSpacing.Uniform"/> ones it is the noise level that is divided; if it
    /// does not divide evenly, the steps are as wide as the whole quotient and there is one more: the time steps are
    /// <c>range(0, level, level / steps)</c>.
    /// </summary>
    public int Steps { get; init; } = Kind switch
    {
        SamplerKind.Ddim => 50,
        SamplerKind.Ddpm => 500,
        SamplerKind.ProgressiveDistillation => 5,
        SamplerKind.Lcm => 4,
        _ => 10,
    };

    /// <summary>
    /// How far the picture is taken towards noise, in time steps of <see cref="TotalSteps"/>: low keeps the strokes, high makes them
    /// look real. It is read with <see cref="TimeStepSpacing.Uniform"/> steps only.
    /// </summary>
    public int NoiseLevel { get; init; } = Kind == SamplerKind.ProgressiveDistillation ? 5 : 500;

    /// <summary>The time steps of the whole diffusion.</summary>
    public int TotalSteps { get; init; } = Kind == SamplerKind.ProgressiveDistillation ? 8 : 1000;

    /// <summary>Variance that the first time step adds; not used by progressive distillation.</summary>
    public double BetaStart { get; init; } = 1e-4;

    /// <summary>Variance that the last time step adds; not used by progressive distillation.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>How variances rise from the first to the last; not used by progressive distillation.</summary>
    public BetaCurve BetaCurve { get; init; } = BetaCurve.Linear;

    /// <summary>What the network predicts: noise, velocity or picture; for progressive distillation picture and noise.</summary>
    public PredictionKind Prediction { get; init; } = Kind == SamplerKind.ProgressiveDistillation ? PredictionKind.PictureAndNoise : PredictionKind.Noise;

    /// <summary>Which time steps a run visits.</summary>
    public TimeStepSpacing Spacing { get; init; } = TimeStepSpacing.Uniform;

    /// <summary>The time step with which <see cref="TimeStepSpacing.Leading"/> ones begin.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the last step ends without noise; else at the level of time step 0. LCM always ends without.</summary>
    public bool EndsClean { get; init; } = true;

    /// <summary>
    /// Whether the noise levels are those of Karras et al., from the noisiest to the cleanest time step, in place of the spacing's. For Euler's
    /// methods and DPM-Solver++, with a spacing other than <see cref="TimeStepSpacing.Uniform"/>.
    /// </summary>
    public bool KarrasSigmas { get; init; }

    /// <summary>
    /// Which part of the steps is run, above 0 to 1: the last <c>steps * strength</c>, rounded down, at least one. With a spacing other than
    /// <see cref="TimeStepSpacing.Uniform"/>.
    /// </summary>
    public double Strength { get; init; } = 1;

    /// <summary>Into how many steps the diffusion was divided when a network was distilled for LCM.</summary>
    public int DistilledSteps { get; init; } = 50;

    /// <summary>Share of the ancestral noise that DDIM adds, 0 to 1; not used by the others.</summary>
    public double Eta { get; init; }
}
