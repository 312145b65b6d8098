namespace Sige.Diffusion;

/// <summary>Which time steps a sampler visits.</summary>
internal static class TimeSteps
{
    /// <summary>The time steps <c>range(0, level, level / steps)</c>, last first; it is the order of the run.</summary>
    public static int[] Uniform(SamplerOptions options)
    {
        if (options.TotalSteps < 2)
            throw new ArgumentOutOfRangeException(nameof(options), options.TotalSteps, "A diffusion has at least 2 time steps.");
        if (options.NoiseLevel < 1 || options.NoiseLevel > options.TotalSteps)
            throw new ArgumentOutOfRangeException(nameof(options), options.NoiseLevel, $"The noise level lies between 1 and {options.TotalSteps}.");
        if (options.Steps < 1 || options.Steps > options.NoiseLevel)
            throw new ArgumentOutOfRangeException(nameof(options), options.Steps, $"The number of steps lies between 1 and the noise level, {options.NoiseLevel}.");
        int width = options.NoiseLevel / options.Steps;
        var times = new int[(options.NoiseLevel + width - 1) / width];
        for (int i = 0; i < times.Length; i++)
            times[^(i + 1)] = i * width;
        return times;
    }
}
