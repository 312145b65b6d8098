namespace Sige.Diffusion;

/// <summary>Which sampler takes a noised picture to a clean one.</summary>
public enum SamplerKind
{
    /// <summary>Denoising diffusion implicit models, deterministic or with added noise.</summary>
    Ddim,

    /// <summary>Ancestral sampling of denoising diffusion probabilistic models.</summary>
    Ddpm,

    /// <summary>DPM-Solver++ of second order in multiple steps, on predicted pictures.</summary>
    DpmSolverPlusPlus,

    /// <summary>DPM-Solver of second order in multiple steps, on predicted noise.</summary>
    DpmSolver,

    /// <summary>The deterministic steps of progressive distillation.</summary>
    ProgressiveDistillation,
}
