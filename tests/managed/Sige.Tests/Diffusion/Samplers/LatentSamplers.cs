using Sige.Diffusion;

namespace Sige.Tests.Diffusion.Samplers;

/// <summary>Samplers over the noise of Stable Diffusion 1.x.</summary>
internal static class LatentSamplers
{
    public static readonly SamplerKind[] Kinds =
    [
        SamplerKind.Ddim, SamplerKind.Plms, SamplerKind.DpmSolverPlusPlus, SamplerKind.DpmSolver, SamplerKind.Euler, SamplerKind.EulerAncestral, SamplerKind.Lcm,
    ];

    public static SamplerOptions Options(SamplerKind kind, int steps) => SchedulerConfiguration.StableDiffusion1.OptionsFor(steps, sampler: kind);

    public static Sampler Create(SamplerKind kind, int steps) => Sampler.Create(Options(kind, steps));

    public static float[] Times(Sampler sampler) => [.. Enumerable.Range(0, sampler.StepCount).Select(sampler.NetworkTime)];

    /// <summary>Standard deviation of the noise on a picture that is not scaled: Euler's variable.</summary>
    public static double Sigma(SignalNoise level) => level.Noise / (double)level.Signal;

    public static float[] Normal(ulong seed, int count)
    {
        var values = new float[count];
        new TorchGenerator(seed).NextRandn(values);
        return values;
    }
}
