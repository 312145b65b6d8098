namespace Sige.Diffusion;

/// <summary>Takes a noised picture to a clean one in steps, given what a network predicts at each.</summary>
/// <remarks>
/// A sampler holds numbers only: all that a run carries from step to step is passed in, so one sampler may serve any number of
/// runs at once. Steps count from 0, the noisiest, in the order of the run. Tensors are [N, H, W, C]; each element depends on
/// itself alone (and on the other parts of the prediction at that element).
/// </remarks>
public abstract class Sampler
{
    private readonly float[] _times;

    private protected Sampler(SamplerOptions options, float[] times)
    {
        Options = options;
        _times = times;
    }

    /// <summary>What it was made from.</summary>
    public SamplerOptions Options { get; }

    /// <summary>How many steps there are.</summary>
    public int StepCount => _times.Length;

    /// <summary>What the network must predict.</summary>
    public virtual PredictionKind Prediction => PredictionKind.Noise;

    /// <summary>Whether each step adds noise of its own. PyTorch's loops draw it in the last step too.</summary>
    public virtual bool AddsNoise => false;

    /// <summary>How many times as long as the state the history is in which a step finds what those before it left; 0 for none.</summary>
    public virtual int HistoryLength => 0;

    /// <summary>Makes a sampler.</summary>
    /// <param name="options">Which one, and its numbers.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static Sampler Create(SamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind switch
        {
            SamplerKind.Ddim or SamplerKind.Euler or SamplerKind.EulerAncestral => new DdimSampler(options),
            SamplerKind.Ddpm => new DdpmSampler(options),
            SamplerKind.DpmSolverPlusPlus or SamplerKind.DpmSolver => new DpmSolverSampler(options),
            SamplerKind.Plms => new PlmsSampler(options),
            SamplerKind.Lcm => new LcmSampler(options),
            SamplerKind.ProgressiveDistillation => new ProgressiveDistillationSampler(options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such sampler."),
        };
    }

    /// <summary>The time that the network is told at a step: a time step, not always a whole one, or a logarithmic signal-to-noise ratio.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public abstract float NetworkTime(int step);

    /// <summary>How noised the picture is that a step reads.</summary>
    /// <param name="step">0 to <see cref="StepCount"/>; the last is what the run leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public abstract SignalNoise Level(int step);

    /// <summary>Takes one step.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> - 1.</param>
    /// <param name="state">The noised picture; becomes that of the next step.</param>
    /// <param name="prediction">
    /// What the network predicts of <paramref name="state"/> at <see cref="NetworkTime"/>; as long, or twice as long for
    /// <see cref="PredictionKind.PictureAndNoise"/>, whose pixels hold three channels of each.
    /// </param>
    /// <param name="noise">Standard normal noise as long as the state; empty if not <see cref="AddsNoise"/>.</param>
    /// <param name="history">
    /// <see cref="HistoryLength"/> times as long as the state and the same in every step of a run, whatever it holds at first.
    /// </param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public void Step(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        CheckStep(step);
        Lengths.Check(prediction.Length, Prediction == PredictionKind.PictureAndNoise ? 2 * state.Length : state.Length, nameof(prediction));
        Lengths.Check(noise.Length, AddsNoise ? state.Length : 0, nameof(noise));
        Lengths.Check(history.Length, HistoryLength * state.Length, nameof(history));
        Advance(step, state, prediction, noise, history);
    }

    private protected abstract void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history);

    /// <summary>Clips a number of a picture to its range, without a branch: half of them lie outside at first.</summary>
    private protected static float Clip(float value) => MathF.Min(MathF.Max(value, -1), 1);

    /// <summary>The whole time step of a step of <see cref="TimeStepSpacing.Uniform"/> ones; -1, the clean picture, after the last.</summary>
    internal int TimeStep(int step)
    {
        CheckLevel(step);
        return step < StepCount ? (int)_times[step] : -1;
    }

    private protected void CheckLevel(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(step, StepCount);
    }

    private protected void CheckStep(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepCount);
    }
}
