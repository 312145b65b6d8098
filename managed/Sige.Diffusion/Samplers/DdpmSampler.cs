namespace Sige.Diffusion;

/// <summary>Ancestral sampling: each step draws from the posterior of the picture that the network sees, clipped to its range.</summary>
/// <remarks>
/// The variance of a step is beta (for skipped time steps 1 - alpha / previous alpha), the larger of the paper's two choices.
/// Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, equation 7 and section 3.2.
/// </remarks>
public sealed class DdpmSampler : BetaSampler
{
    internal DdpmSampler(SamplerOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override bool AddsNoise => true;

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        float alpha = AlphaProduct(step);
        float next = AlphaProduct(step + 1);
        float beta = 1 - alpha / next;
        PredictionReader reader = Reader(step);
        float ofPicture = MathF.Sqrt(next) * beta / (1 - alpha);
        float ofState = MathF.Sqrt(1 - beta) * (1 - next) / (1 - alpha);
        float ofNoise = step + 1 < StepCount ? MathF.Sqrt(beta) : 0;
        for (int i = 0; i < state.Length; i++)
        {
            float picture = Clip(reader.Picture(state[i], prediction[i]));
            state[i] = ofPicture * picture + ofState * state[i] + ofNoise * noise[i];
        }
    }
}
