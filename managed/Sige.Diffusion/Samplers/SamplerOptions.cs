namespace Sige.Diffusion;

/// <summary>Which sampler to use and with which numbers. Defaults are those with which SIGE's reference edits church pictures.</summary>
/// <param name="Kind">The sampler.</param>
public sealed record SamplerOptions(SamplerKind Kind)
{
    /// <summary>
    /// Into how many steps the noise level is divided. If it does not divide evenly, the steps are as wide as the whole quotient and
    /// there is one more: the time steps are <c>range(0, level, level / steps)</c>.
    /// </summary>
    public int Steps { get; init; } = Kind switch
    {
        SamplerKind.Ddim => 50,
        SamplerKind.Ddpm => 500,
        SamplerKind.ProgressiveDistillation => 5,
        _ => 10,
    };

    /// <summary>
    /// How far the picture is taken towards noise, in time steps of <see cref="TotalSteps"/>: low keeps the strokes, high makes them
    /// look real.
    /// </summary>
    public int NoiseLevel { get; init; } = Kind == SamplerKind.ProgressiveDistillation ? 5 : 500;

    /// <summary>The time steps of the whole diffusion.</summary>
    public int TotalSteps { get; init; } = Kind == SamplerKind.ProgressiveDistillation ? 8 : 1000;

    /// <summary>Variance that the first time step adds; not used by progressive distillation.</summary>
    public double BetaStart { get; init; } = 1e-4;

    /// <summary>Variance that the last time step adds; not used by progressive distillation.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>Share of the ancestral noise that DDIM adds, 0 to 1; not used by the others.</summary>
    public double Eta { get; init; }
}
