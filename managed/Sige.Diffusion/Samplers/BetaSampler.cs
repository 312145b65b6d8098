namespace Sige.Diffusion;

/// <summary>A sampler of a diffusion in discrete time steps, whose network predicts the noise.</summary>
public abstract class BetaSampler : Sampler
{
    private protected BetaSampler(SamplerOptions options)
        : base(options, TimeSteps.Uniform(options)) => Schedule = BetaSchedule.Linear(options.TotalSteps, options.BetaStart, options.BetaEnd);

    /// <summary>The noise of each time step.</summary>
    public BetaSchedule Schedule { get; }

    /// <inheritdoc/>
    public override float NetworkTime(int step)
    {
        CheckStep(step);
        return TimeStep(step);
    }

    /// <inheritdoc/>
    public override SignalNoise Level(int step) => Schedule.Level(TimeStep(step));
}
