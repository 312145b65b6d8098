namespace Sige.Models;

/// <summary>Brings the weights of a prompt to its encoded text.</summary>
/// <remarks>
/// Each token's channels are multiplied by its weight, and then all of the text by one number, so that its mean is what it was.
/// Source: the convention of the public Stable Diffusion web UIs (AUTOMATIC1111's <c>Original</c> emphasis).
/// </remarks>
internal static class TokenWeights
{
    /// <summary>Multiplies in place.</summary>
    /// <param name="context">One encoded text, [1, 1, tokens, channels]. With weights that are all 1 it stays bit for bit.</param>
    /// <param name="weights">[tokens].</param>
    public static void Apply(Span<float> context, ReadOnlySpan<float> weights)
    {
        if (!weights.ContainsAnyExcept(1f))
            return;
        int channels = context.Length / weights.Length;
        double before = Sum(context);
        for (int i = 0; i < context.Length; i++)
            context[i] *= weights[i / channels];
        double factor = before / Sum(context);
        // No number brings a mean of 0 back.
        if (!double.IsFinite(factor))
            return;
        foreach (ref float value in context)
            value = (float)(value * factor);
    }

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
