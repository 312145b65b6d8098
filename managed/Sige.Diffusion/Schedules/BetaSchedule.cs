namespace Sige.Diffusion;

/// <summary>The noise of a diffusion in discrete steps, whose variances rise linearly.</summary>
/// <remarks>
/// Products are accumulated in float64 over float32 factors and then rounded to float32, as PyTorch's <c>cumprod</c> does on the CPU.
/// Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, section 4.
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
    public static BetaSchedule Linear(int count = 1000, double start = 1e-4, double end = 0.02)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (!(start > 0 && start < 1))
            throw new ArgumentOutOfRangeException(nameof(start), start, "A variance lies between 0 and 1.");
        if (!(end > 0 && end < 1))
            throw new ArgumentOutOfRangeException(nameof(end), end, "A variance lies between 0 and 1.");
        var betas = new float[count];
        double step = (end - start) / (count - 1);
        for (int i = 0; i < count; i++)
            betas[i] = (float)(start + i * step);
        betas[^1] = (float)end;
        return new BetaSchedule(betas);
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
    public SignalNoise Level(int time)
    {
        float alpha = AlphaProduct(time);
        return new SignalNoise(MathF.Sqrt(alpha), MathF.Sqrt(1 - alpha));
    }

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
}
