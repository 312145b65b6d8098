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

    /// <summary>Pseudo linear multistep: up to four predictions of the noise are joined for a step. It asks the network once more than it has steps.</summary>
    Plms,

    /// <summary>Euler's method along the noise's standard deviation: DDIM without noise, on time steps that need not be whole.</summary>
    Euler,

    /// <summary>Euler's method to less noise than the next step has, and fresh noise for the rest: DDIM with all noise.</summary>
    EulerAncestral,

    /// <summary>Latent consistency: each prediction is a finished picture, which is noised again for the next step.</summary>
    Lcm,
}
