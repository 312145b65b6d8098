namespace Sige.Diffusion;

/// <summary>A sampler of a diffusion in discrete time steps, whose network predicts the noise, the picture or the velocity.</summary>
public abstract class BetaSampler : Sampler
{
    private readonly SamplerSteps _steps;

    private protected BetaSampler(SamplerOptions options)
        : this(options, SamplerSteps.Of(options))
    {
    }

    private BetaSampler(SamplerOptions options, SamplerSteps steps)
        : base(options, steps.Times)
    {
        if (options.Prediction is not (PredictionKind.Noise or PredictionKind.Velocity or PredictionKind.Picture))
            throw new ArgumentOutOfRangeException(nameof(options), options.Prediction, $"{options.Kind} needs a prediction of the noise, the velocity or the picture alone.");
        _steps = steps;
    }

    /// <summary>The noise of each time step.</summary>
    public BetaSchedule Schedule => _steps.Schedule;

    /// <inheritdoc/>
    public override PredictionKind Prediction => Options.Prediction;

    /// <inheritdoc/>
    public override float NetworkTime(int step)
    {
        CheckStep(step);
        return _steps.Times[step];
    }

    /// <inheritdoc/>
    public override SignalNoise Level(int step) => SignalNoise.OfAlpha(AlphaProduct(step));

    /// <summary>The share of the picture's variance that is left before a step; after the last, at <see cref="Sampler.StepCount"/>.</summary>
    private protected float AlphaProduct(int step)
    {
        CheckLevel(step);
        return _steps.AlphaProduct(step);
    }

    private protected PredictionReader Reader(int step) => new(Prediction, Level(step));
}
