namespace Sige.Diffusion;

/// <summary>Denoising diffusion implicit models: deterministic, or with a share of the ancestral noise.</summary>
/// <remarks>
/// Euler's method is the same step in other variables: its state is this one divided by the picture's factor, and moves along the noise's
/// standard deviation. So Euler is the share 0 and Euler ancestral the share 1, on their own time steps.
/// Source: Song et al., <i>Denoising Diffusion Implicit Models</i>, ICLR 2021, equations 12 and 16; Karras et al., <i>Elucidating the Design
/// Space of Diffusion-Based Generative Models</i>, NeurIPS 2022, section 3.
/// </remarks>
public sealed class DdimSampler : BetaSampler
{
    private readonly double _eta;

    internal DdimSampler(SamplerOptions options)
        : base(options)
    {
        if (!(options.Eta >= 0 && options.Eta <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Eta, "Eta lies between 0 and 1.");
        _eta = options.Kind switch
        {
            SamplerKind.Euler => 0,
            SamplerKind.EulerAncestral => 1,
            _ => options.Eta,
        };
    }

    /// <inheritdoc/>
    public override bool AddsNoise => _eta > 0;

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        float alpha = AlphaProduct(step);
        float next = AlphaProduct(step + 1);
        double added = _eta * Math.Sqrt((1.0 - (double)alpha / next) * (1.0 - next) / (1.0 - alpha));
        float addedNoise = (float)added;
        float keptNoise = (float)Math.Sqrt(1.0 - next - added * added);
        float nextSignal = MathF.Sqrt(next);
        PredictionReader reader = Reader(step);
        for (int i = 0; i < state.Length; i++)
        {
            float sample = nextSignal * reader.Picture(state[i], prediction[i]) + keptNoise * reader.Noise(state[i], prediction[i]);
            state[i] = noise.IsEmpty ? sample : sample + addedNoise * noise[i];
        }
    }
}
