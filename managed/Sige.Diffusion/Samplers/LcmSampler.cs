namespace Sige.Diffusion;

/// <summary>Steps of a latent consistency model: each prediction is a finished picture, which is noised anew for the next step.</summary>
/// <remarks>
/// The picture is a mix of the state and the predicted one, whose factors at time 0 are 1 and 0: so the network's function is the
/// identity there.
/// Source: Song et al., <i>Consistency Models</i>, ICML 2023, equation 5 and algorithm 1; Luo et al., <i>Latent Consistency Models</i>, 2023,
/// algorithm 3. The picture's spread, 0.5, and the time's scale, 10, are those of the published models.
/// </remarks>
public sealed class LcmSampler : BetaSampler
{
    private const double PictureDeviation = 0.5;
    private const double TimeScale = 10;

    internal LcmSampler(SamplerOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override bool AddsNoise => true;

    /// <summary>The factors of the state and of the predicted picture at a time.</summary>
    internal static (float State, float Picture) Mix(float time)
    {
        double scaled = TimeScale * time;
        double sum = scaled * scaled + PictureDeviation * PictureDeviation;
        return ((float)(PictureDeviation * PictureDeviation / sum), (float)(scaled / Math.Sqrt(sum)));
    }

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        (float ofState, float ofPicture) = Mix(NetworkTime(step));
        SignalNoise next = Level(step + 1);
        PredictionReader reader = Reader(step);
        for (int i = 0; i < state.Length; i++)
        {
            float picture = ofPicture * reader.Picture(state[i], prediction[i]) + ofState * state[i];
            state[i] = next.Signal * picture + next.Noise * noise[i];
        }
    }
}
