namespace Sige.Diffusion;

/// <summary>The noise of a diffusion in continuous time: a cosine schedule of the logarithmic signal-to-noise ratio.</summary>
/// <remarks>
/// Source: Salimans and Ho, <i>Progressive Distillation for Fast Sampling of Diffusion Models</i>, ICLR 2022, section 2; the
/// curve is bent so that it meets the two limits.
/// </remarks>
public sealed class LogSnrSchedule
{
    private readonly double _offset;
    private readonly double _slope;

    /// <summary>A schedule between two limits.</summary>
    /// <param name="minimum">Value at time 1, all noise.</param>
    /// <param name="maximum">Value at time 0, nearly no noise.</param>
    /// <exception cref="ArgumentException">The limits are not in order.</exception>
    public LogSnrSchedule(double minimum = -20, double maximum = 20)
    {
        if (!(minimum < maximum))
            throw new ArgumentException($"The minimum, {minimum}, must lie below the maximum, {maximum}.", nameof(minimum));
        _offset = Math.Atan(Math.Exp(-0.5 * maximum));
        _slope = Math.Atan(Math.Exp(-0.5 * minimum)) - _offset;
    }

    /// <summary>The logarithm of the ratio of the picture's variance to the noise's.</summary>
    /// <param name="time">0 (clean) to 1 (noise).</param>
    public float LogSnr(double time) => (float)(-2 * Math.Log(Math.Tan(_slope * time + _offset)));

    /// <summary>How a picture is mixed with noise.</summary>
    /// <param name="logSnr">The logarithmic signal-to-noise ratio.</param>
    public static SignalNoise Level(double logSnr) =>
        new((float)Math.Sqrt(1 / (1 + Math.Exp(-logSnr))), (float)Math.Sqrt(1 / (1 + Math.Exp(logSnr))));
}
