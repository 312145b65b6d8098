namespace Sige.Diffusion;

/// <summary>Which time steps a sampler visits.</summary>
internal static class TimeSteps
{
    /// <summary>The time steps <c>range(0, level, level / steps)</c>, last first; it is the order of the run.</summary>
    public static int[] Uniform(SamplerOptions options)
    {
        CheckTotal(options);
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

    /// <summary>The time steps of a spacing but the uniform one, in the order of the run, whole unless Euler's methods interpolate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The diffusion has not as many, or an offset leads past its last.</exception>
    public static double[] Spaced(SamplerOptions options)
    {
        CheckCount(options);
        if (options.Kind == SamplerKind.Lcm)
            return Distilled(options);
        int points = IsSolver(options) ? options.Steps + 1 : options.Steps;
        return options.Spacing switch
        {
            TimeStepSpacing.Leading => Leading(options, points),
            TimeStepSpacing.Trailing => Steps(options, i => Math.Round(options.TotalSteps - i * ((double)options.TotalSteps / options.Steps)) - 1),
            TimeStepSpacing.Linspace => Linspace(options, points),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Spacing, "There is no such spacing."),
        };
    }

    /// <summary>Whether one step more is counted than taken.</summary>
    public static bool IsSolver(SamplerOptions options) => options.Kind is SamplerKind.DpmSolverPlusPlus or SamplerKind.DpmSolver;

    /// <summary>Refuses more steps than a run by a spacing or by Karras' levels can have.</summary>
    public static void CheckCount(SamplerOptions options)
    {
        int most = options.Kind == SamplerKind.Lcm ? DistilledSteps(options) : IsSolver(options) ? options.TotalSteps - 1 : options.TotalSteps;
        if (options.Steps < 1 || options.Steps > most)
            throw new ArgumentOutOfRangeException(nameof(options), options.Steps, $"The number of steps lies between 1 and {most}.");
    }

    /// <summary>Refuses a diffusion of fewer than two time steps.</summary>
    public static void CheckTotal(SamplerOptions options)
    {
        if (options.TotalSteps < 2)
            throw new ArgumentOutOfRangeException(nameof(options), options.TotalSteps, "A diffusion has at least 2 time steps.");
    }

    private static double[] Leading(SamplerOptions options, int points)
    {
        int width = options.TotalSteps / points;
        double[] times = Steps(options, i => (points - 1 - i) * width + options.StepsOffset);
        if (options.StepsOffset < 0 || times[0] >= options.TotalSteps)
        {
            double most = options.TotalSteps - 1 - (times[0] - options.StepsOffset);
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options.StepsOffset,
                $"The first of {options.Steps} steps with leading spacing lies at {times[0]} of {options.TotalSteps}: their offset lies between 0 and {most}. Fewer steps leave more room for it.");
        }

        return times;
    }

    private static double[] Linspace(SamplerOptions options, int points)
    {
        bool isWhole = options.Kind is not (SamplerKind.Euler or SamplerKind.EulerAncestral);
        double width = (options.TotalSteps - 1.0) / Math.Max(points - 1, 1);
        return Steps(options, i => i == 0 ? options.TotalSteps - 1 : isWhole ? Math.Round((points - 1 - i) * width) : (points - 1 - i) * width);
    }

    /// <summary>Every so many of the time steps that the network was distilled on: the ends of equal parts of the diffusion.</summary>
    private static double[] Distilled(SamplerOptions options)
    {
        int width = options.TotalSteps / options.DistilledSteps;
        return Steps(options, i => (options.DistilledSteps - Math.Floor(i * ((double)options.DistilledSteps / options.Steps))) * width - 1);
    }

    private static int DistilledSteps(SamplerOptions options) =>
        options.DistilledSteps >= 1 && options.DistilledSteps <= options.TotalSteps
            ? options.DistilledSteps
            : throw new ArgumentOutOfRangeException(nameof(options), options.DistilledSteps, $"The number of distilled steps lies between 1 and {options.TotalSteps}.");

    private static double[] Steps(SamplerOptions options, Func<int, double> time) => [.. Enumerable.Range(0, options.Steps).Select(time)];
}
