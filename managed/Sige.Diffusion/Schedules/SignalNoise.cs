namespace Sige.Diffusion;

/// <summary>How a noised picture is mixed: <c>Signal * picture + Noise * noise</c>, with squares that add up to 1.</summary>
/// <param name="Signal">Factor of the picture, 0 to 1; the papers' alpha (or the root of its product).</param>
/// <param name="Noise">Factor of the noise, 0 to 1; the papers' sigma.</param>
public readonly record struct SignalNoise(float Signal, float Noise)
{
    /// <summary>The mix in which a share of the picture's variance is left.</summary>
    internal static SignalNoise OfAlpha(float alpha) => new(MathF.Sqrt(alpha), MathF.Sqrt(1 - alpha));

    /// <summary>Mixes a picture with noise: a draw from q(x_t | x_0).</summary>
    /// <param name="picture">The clean picture.</param>
    /// <param name="noise">Standard normal noise, in the same layout.</param>
    /// <param name="destination">Receives the noised picture; may be either of the two.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Mix(ReadOnlySpan<float> picture, ReadOnlySpan<float> noise, Span<float> destination)
    {
        Lengths.Check(noise.Length, picture.Length, nameof(noise));
        Lengths.Check(destination.Length, picture.Length, nameof(destination));
        for (int i = 0; i < picture.Length; i++)
            destination[i] = Signal * picture[i] + Noise * noise[i];
    }
}
