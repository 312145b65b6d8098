namespace Sige.Diffusion;

/// <summary>The noise of a diffusion in discrete steps, whose variances rise.</summary>
/// <remarks>
/// Products are accumulated in float64 over float32 factors and then rounded to float32, as PyTorch's <c>cumprod</c> does on the CPU.
/// Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, section 4; Rombach et al., <i>High-Resolution Image Synthesis
/// with Latent Diffusion Models</i>, CVPR 2022, for variances whose roots rise linearly.
/// </remarks>
public sealed class BetaSchedule
{
    private readonly float[] _alphas;
    private readonly float[] _logAlphas;

    private BetaSchedule(float[] betas)
    {
        _alphas = new float[betas.Length];
        _logAlphas = new float[betas.Length];
        double product = 1;
        double sum = 0;
        for (int i = 0; i < betas.Length; i++)
        {
            float factor = 1 - betas[i];
            product *= factor;
            sum += (float)Math.Log(factor);
            _alphas[i] = (float)product;
            _logAlphas[i] = 0.5f * (float)sum;
        }
    }

    /// <summary>How many time steps there are.</summary>
    public int Count => _alphas.Length;

    /// <summary>A linear schedule.</summary>
    /// <param name="count">Time steps, at least 2.</param>
    /// <param name="start">Variance that the first step adds, above 0.</param>
    /// <param name="end">Variance that the last step adds, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static BetaSchedule Linear(int count = 1000, double start = 1e-4, double end = 0.02) => Create(BetaCurve.Linear, count, start, end);

    /// <summary>A schedule of any curve.</summary>
    /// <param name="curve">How variances rise.</param>
    /// <param name="count">Time steps, at least 2.</param>
    /// <param name="start">Variance that the first step adds, above 0.</param>
    /// <param name="end">Variance that the last step adds, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static BetaSchedule Create(BetaCurve curve, int count, double start, double end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (!(start > 0 && start < 1))
            throw new ArgumentOutOfRangeException(nameof(start), start, "A variance lies between 0 and 1.");
        if (!(end > 0 && end < 1))
            throw new ArgumentOutOfRangeException(nameof(end), end, "A variance lies between 0 and 1.");
        return new BetaSchedule(curve switch
        {
            BetaCurve.Linear => Line(count, start, end),
            BetaCurve.ScaledLinear => Array.ConvertAll(Line(count, Math.Sqrt(start), Math.Sqrt(end)), root => root * root),
            _ => throw new ArgumentOutOfRangeException(nameof(curve), curve, "There is no such curve."),
        });
    }

    /// <summary>The share of the picture's variance that is left at a time step: the product of 1 - beta up to it.</summary>
    /// <param name="time">A time step, 0 to <see cref="Count"/> - 1; -1 for the clean picture, which has 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public float AlphaProduct(int time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(time, Count);
        return time < 0 ? 1 : _alphas[time];
    }

    /// <summary>How a picture is mixed with noise at a time step.</summary>
    /// <param name="time">A time step, 0 to <see cref="Count"/> - 1; -1 for the clean picture.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public SignalNoise Level(int time) => SignalNoise.OfAlpha(AlphaProduct(time));

    /// <summary>
    /// Logarithm of the picture's factor at a time step, that is half the logarithm of <see cref="AlphaProduct"/>; one step past
    /// the last it goes on in a straight line.
    /// </summary>
    /// <param name="time">A time step, 0 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public double LogAlpha(int time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Count);
        return time < Count ? _logAlphas[time] : 2.0 * _logAlphas[^1] - _logAlphas[^2];
    }

    /// <summary>Standard deviation of the noise on a picture that is not scaled, at a time step.</summary>
    internal double Sigma(int time)
    {
        double alpha = AlphaProduct(time);
        return Math.Sqrt((1 - alpha) / alpha);
    }

    /// <summary>As <see cref="AlphaProduct"/>, between two time steps by their standard deviations in a straight line.</summary>
    internal float AlphaProductBetween(double time)
    {
        var low = (int)time;
        double part = time - low;
        return part == 0 ? AlphaProduct(low) : AlphaProductOf((1 - part) * Sigma(low) + part * Sigma(low + 1));
    }

    /// <summary>The share of the picture's variance under noise of a standard deviation.</summary>
    internal static float AlphaProductOf(double sigma) => (float)(1 / (1 + sigma * sigma));

    /// <summary>The time at which the noise has a standard deviation, between two time steps by their logarithms in a straight line.</summary>
    internal double TimeOf(double sigma)
    {
        int low = 0, high = Count - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = Sigma(middle) <= sigma ? (middle, high) : (low, middle);
        }

        double part = Math.Log(sigma / Sigma(low)) / Math.Log(Sigma(high) / Sigma(low));
        return low + Math.Clamp(part, 0, 1);
    }

    private static float[] Line(int count, double start, double end)
    {
        var values = new float[count];
        double step = (end - start) / (count - 1);
        for (int i = 0; i < count; i++)
            values[i] = (float)(start + i * step);
        values[^1] = (float)end;
        return values;
    }
}
