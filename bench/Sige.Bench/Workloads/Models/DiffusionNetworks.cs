using Sige.Diffusion;
using Sige.Models;

namespace Sige.Bench.Workloads;

/// <summary>The full-size diffusion networks, with random weights, and how they are sampled.</summary>
internal static class DiffusionNetworks
{
    /// <summary>The sizes of a network.</summary>
    /// <param name="name"><see cref="BenchModel.Ddpm"/> or <see cref="BenchModel.ProgressiveDistillation"/>.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static UNetConfiguration ConfigurationOf(string name) => UNetConfiguration.BuiltIn(name switch
    {
        BenchModel.Ddpm => "ddpm-church-256",
        BenchModel.ProgressiveDistillation => "pd-church-256",
        _ => throw new ArgumentException($"There is no diffusion network '{name}'.", nameof(name)),
    });

    /// <summary>Makes a network.</summary>
    /// <inheritdoc cref="ConfigurationOf"/>
    public static DiffusionUNet Create(string name) => DiffusionUNet.Random(ConfigurationOf(name));

    /// <summary>The sampler that a network is edited with: DPM-Solver++ in 10 steps, or distilled ones in 5.</summary>
    /// <param name="configuration">The network's.</param>
    /// <param name="steps">Another number of steps, or null.</param>
    public static SamplerOptions SamplerOf(UNetConfiguration configuration, int? steps = null)
    {
        var options = new SamplerOptions(
            configuration.Kind == UNetKind.ProgressiveDistillation ? SamplerKind.ProgressiveDistillation : SamplerKind.DpmSolverPlusPlus);
        return steps is { } count ? options with { Steps = count } : options;
    }
}
