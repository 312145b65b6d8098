namespace Sige.Diffusion;

/// <summary>The deterministic steps of a progressively distilled network, which predicts the picture and the noise.</summary>
/// <remarks>
/// The two predictions are joined by the noise level, the picture is clipped to its range, and the noise follows from it. The last
/// step gives the picture itself.
/// Source: Salimans and Ho, <i>Progressive Distillation for Fast Sampling of Diffusion Models</i>, ICLR 2022, section 4 and algorithm 2.
/// </remarks>
public sealed class ProgressiveDistillationSampler : Sampler
{
    private const int Channels = 3;

    internal ProgressiveDistillationSampler(SamplerOptions options)
        : base(options, Array.ConvertAll(TimeSteps.Uniform(options), time => (float)time))
    {
        SamplerSteps.CheckCombination(options);
        if (options.Prediction != PredictionKind.PictureAndNoise || options.Spacing != TimeStepSpacing.Uniform)
            throw new ArgumentException($"{options.Kind} takes {TimeStepSpacing.Uniform} steps with predictions of picture and noise, not {options.Spacing} steps with {options.Prediction}.", nameof(options));
    }

    /// <summary>The noise at each time.</summary>
    public LogSnrSchedule Schedule { get; } = new();

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.PictureAndNoise;

    /// <inheritdoc/>
    public override float NetworkTime(int step)
    {
        CheckStep(step);
        return LogSnr(step);
    }

    /// <inheritdoc/>
    public override SignalNoise Level(int step) => LogSnrSchedule.Level(LogSnr(step));

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        SignalNoise level = Level(step);
        SignalNoise next = Level(step + 1);
        float weight = level.Noise * level.Noise;
        bool last = step + 1 == StepCount;
        for (int pixel = 0; pixel < state.Length; pixel += Channels)
        {
            ReadOnlySpan<float> predicted = prediction.Slice(2 * pixel, 2 * Channels);
            for (int channel = 0; channel < Channels; channel++)
            {
                ref float value = ref state[pixel + channel];
                float pictureOfNoise = (value - level.Noise * predicted[Channels + channel]) / level.Signal;
                float picture = Clip(weight * predicted[channel] + (1 - weight) * pictureOfNoise);
                float noiseOfPicture = (value - level.Signal * picture) / level.Noise;
                value = last ? picture : next.Signal * picture + next.Noise * noiseOfPicture;
            }
        }
    }

    private float LogSnr(int step) => Schedule.LogSnr((TimeStep(step) + 1.0) / Options.TotalSteps);
}
