namespace Sige.Diffusion;

/// <summary>Denoising diffusion implicit models: deterministic, or with a share of the ancestral noise.</summary>
/// <remarks>Source: Song et al., <i>Denoising Diffusion Implicit Models</i>, ICLR 2021, equations 12 and 16.</remarks>
public sealed class DdimSampler : BetaSampler
{
    private readonly double _eta;

    internal DdimSampler(SamplerOptions options)
        : base(options)
    {
        if (!(options.Eta >= 0 && options.Eta <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Eta, "Eta lies between 0 and 1.");
        _eta = options.Eta;
    }

    /// <inheritdoc/>
    public override bool AddsNoise => _eta > 0;

    private protected override void Advance(int step, Span<float> state, ReadOnlySpan<float> prediction, ReadOnlySpan<float> noise, Span<float> history)
    {
        float alpha = Schedule.AlphaProduct(TimeStep(step));
        float next = Schedule.AlphaProduct(TimeStep(step + 1));
        double added = _eta * Math.Sqrt((1.0 - (double)alpha / next) * (1.0 - next) / (1.0 - alpha));
        float addedNoise = (float)added;
        float keptNoise = (float)Math.Sqrt(1.0 - next - added * added);
        float signal = MathF.Sqrt(alpha);
        float sigma = MathF.Sqrt(1 - alpha);
        float nextSignal = MathF.Sqrt(next);
        for (int i = 0; i < state.Length; i++)
        {
            float picture = (state[i] - prediction[i] * sigma) / signal;
            float sample = nextSignal * picture + keptNoise * prediction[i];
            state[i] = noise.IsEmpty ? sample : sample + addedNoise * noise[i];
        }
    }
}
