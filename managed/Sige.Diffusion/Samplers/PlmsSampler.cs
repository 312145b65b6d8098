namespace Sige.Diffusion;

/// <summary>Pseudo linear multistep: the noise of up to four predictions is joined, and taken away as DDIM does.</summary>
/// <remarks>
/// There are no predictions to join at first, so the first step is taken twice: with its own prediction, and, from where it began, with the
/// mean of that and the prediction at its end. The network is asked once more than there are steps (but for a run of one step), and the
/// time and level of the second stand twice. A run that starts part-way starts so as well.
/// Source: Liu et al., <i>Pseudo Numerical Methods for Diffusion Models on Manifolds</i>, ICLR 2022, equations 9 and 12 and section 3.3; that
/// the start is of second order is Stable Diffusion's way.
/// </remarks>
public sealed class PlmsSampler : BetaSampler
{
    private const int Slots = 3;
    private const int StartSlot = 1;

    /// <summary>Adams and Bashforth's factors of the newest prediction and those before it.</summary>
    private static readonly float[][] Factors =
    [
        [1],
        [3f / 2, -1f / 2],
        [23f / 12, -16f / 12, 5f / 12],
        [55f / 24, -59f / 24, 37f / 24, -9f / 24],
    ];

    internal PlmsSampler(SamplerOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override int HistoryLength => Slots;

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        bool repeats = step == 1;
        PredictionReader reader = Reader(step);
        SignalNoise from = Level(repeats ? 0 : step), to = Level(step + 1);
        // The prediction of the repeated step is used at once and not kept.
        int number = Math.Max(step - 1, 0);
        float[] factors = Factors[Math.Min(number, Slots)];
        for (int i = 0; i < state.Length; i++)
        {
            float newest = reader.Noise(state[i], prediction[i]);
            float joined = factors[0] * newest;
            for (int back = 1; back < factors.Length; back++)
                joined += factors[back] * history[Place(number - back, i, state.Length)];
            if (repeats)
            {
                joined = 0.5f * (newest + history[Place(0, i, state.Length)]);
                state[i] = history[Place(StartSlot, i, state.Length)];
            }
            else
            {
                history[Place(number, i, state.Length)] = newest;
            }

            if (step == 0)
                history[Place(StartSlot, i, state.Length)] = state[i];
            float picture = (state[i] - joined * from.Noise) / from.Signal;
            state[i] = to.Signal * picture + to.Noise * joined;
        }
    }

    /// <summary>Where the history has an element of a prediction: the one before the third last gives its place to the newest.</summary>
    private static int Place(int number, int element, int length) => number % Slots * length + element;
}
