namespace Sige.Diffusion;

/// <summary>Which of T time steps a run of N steps visits. The names but the first are those of diffusers.</summary>
/// <remarks>
/// Multistep solvers (<see cref="SamplerKind.DpmSolverPlusPlus"/>, <see cref="SamplerKind.DpmSolver"/>) take the noisiest N of N + 1 where it
/// says so. <see cref="SamplerKind.Lcm"/> visits steps that it was distilled on, whichever spacing but the first is chosen: N of
/// <see cref="SamplerOptions.DistilledSteps"/>.
/// Source: Lin et al., <i>Common Diffusion Noise Schedules and Sample Steps Are Flawed</i>, WACV 2024, table 2.
/// </remarks>
public enum TimeStepSpacing
{
    /// <summary>
    /// <c>range(0, level, level / N)</c> of <see cref="SamplerOptions.NoiseLevel"/>, as in SIGE's reference, with the levels that its DPM-Solver
    /// has. The run is shortened by the noise level, not by <see cref="SamplerOptions.Strength"/>.
    /// </summary>
    Uniform,

    /// <summary>Multiples of the whole quotient T / N from <see cref="SamplerOptions.StepsOffset"/> on; of N + 1, those of T / (N + 1).</summary>
    Leading,

    /// <summary>T - 1 and down by T / N, rounded; the noisiest time step is among them.</summary>
    Trailing,

    /// <summary>
    /// From T - 1 to 0 in equal parts, of N + 1 all but 0; rounded but for Euler's methods, whose noise is interpolated. A single step is T - 1.
    /// </summary>
    Linspace,
}
