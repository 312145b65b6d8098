using Sige.Diffusion;
using Sige.Models;

namespace Sige.Bench.Workloads;

/// <summary>How far a diffusion has come.</summary>
/// <param name="Time">The time of the network's schedule: a DDPM step, or a logarithmic signal-to-noise ratio.</param>
/// <param name="Level">The noise at that time.</param>
internal readonly record struct NoiseMoment(float Time, SignalNoise Level)
{
    /// <summary>A moment of the schedule that a network is trained on.</summary>
    /// <param name="kind">The network.</param>
    /// <param name="time">A DDPM step, or a logarithmic signal-to-noise ratio.</param>
    public static NoiseMoment At(UNetKind kind, float time) =>
        new(time, kind == UNetKind.Ddpm ? BetaSchedule.Linear().Level((int)time) : LogSnrSchedule.Level(time));
}
