namespace Sige.Diffusion;

/// <summary>The steps of a run: what the network is told at each, and how much of the picture's variance is left before it and after the last.</summary>
internal sealed class SamplerSteps
{
    private readonly float[] _alphas;

    private SamplerSteps(BetaSchedule schedule, float[] times, float[] alphas) => (Schedule, Times, _alphas) = (schedule, times, alphas);

    /// <summary>The noise of each time step.</summary>
    public BetaSchedule Schedule { get; }

    /// <summary>The time of each step, noisiest first.</summary>
    public float[] Times { get; }

    /// <summary>Makes the steps that options ask for.</summary>
    /// <exception cref="ArgumentException">A number is out of its range, or two options do not go together.</exception>
    public static SamplerSteps Of(SamplerOptions options)
    {
        TimeSteps.CheckTotal(options);
        CheckCombination(options);
        BetaSchedule schedule = BetaSchedule.Create(options.BetaCurve, options.TotalSteps, options.BetaStart, options.BetaEnd);
        IEnumerable<(double Time, float Alpha)> steps;
        if (options.Spacing == TimeStepSpacing.Uniform)
            steps = TimeSteps.Uniform(options).Select(time => ((double)time, schedule.AlphaProduct(time)));
        else if (options.KarrasSigmas)
            steps = KarrasSteps(schedule, options);
        else
            steps = TimeSteps.Spaced(options).Select(time => (time, schedule.AlphaProductBetween(time)));
        if (options.Strength < 1)
            steps = steps.TakeLast(Math.Max((int)(options.Steps * options.Strength), 1));
        (double Time, float Alpha)[] run = [.. steps];
        if (options.Kind == SamplerKind.Plms && run.Length > 1)
            run = [.. run[..2], .. run[1..]];
        float last = options.EndsClean || options.Kind == SamplerKind.Lcm ? 1 : schedule.AlphaProduct(0);
        return new SamplerSteps(schedule, [.. run.Select(step => (float)step.Time)], [.. run.Select(step => step.Alpha), last]);
    }

    /// <summary>The share of the picture's variance that is left before a step; after the last, at their number.</summary>
    public float AlphaProduct(int step) => _alphas[step];

    /// <summary>Whether a sampler takes levels that are none of a time step.</summary>
    public static bool CanBeKarras(SamplerKind kind) =>
        kind is SamplerKind.Euler or SamplerKind.EulerAncestral or SamplerKind.DpmSolverPlusPlus or SamplerKind.DpmSolver;

    /// <summary>Refuses options that would be left unread.</summary>
    public static void CheckCombination(SamplerOptions options)
    {
        if (!(options.Strength > 0 && options.Strength <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Strength, "The strength lies above 0 and is at most 1.");
        if (options.Spacing == TimeStepSpacing.Uniform && (options.Strength < 1 || options.KarrasSigmas))
            throw new ArgumentException($"A strength and Karras' noise levels need a spacing other than {TimeStepSpacing.Uniform}, whose run is shortened by the noise level.", nameof(options));
        if (options.Spacing != TimeStepSpacing.Uniform && options.Kind == SamplerKind.Ddpm)
            throw new ArgumentException($"{options.Kind} clips pictures to their range and takes {TimeStepSpacing.Uniform} steps, not {options.Spacing}.", nameof(options));
        if (options.KarrasSigmas && !CanBeKarras(options.Kind))
            throw new ArgumentException($"Karras' noise levels are for {SamplerKind.Euler}, {SamplerKind.EulerAncestral} and {SamplerKind.DpmSolverPlusPlus}, not for {options.Kind}.", nameof(options));
        if (options.Spacing != TimeStepSpacing.Uniform && options.Kind == SamplerKind.DpmSolver && options.EndsClean)
            throw new ArgumentException($"{options.Kind} extrapolates noise and cannot end without any: {nameof(options.EndsClean)} is expected to be false.", nameof(options));
    }

    /// <summary>The levels are Karras', the times those at which the schedule has them; a solver is told whole ones, as in diffusers.</summary>
    private static IEnumerable<(double Time, float Alpha)> KarrasSteps(BetaSchedule schedule, SamplerOptions options)
    {
        TimeSteps.CheckCount(options);
        bool isWhole = TimeSteps.IsSolver(options);
        return KarrasSigmas.Of(schedule, options.Steps).Select(sigma =>
        {
            double time = schedule.TimeOf(sigma);
            return (isWhole ? Math.Round(time) : time, BetaSchedule.AlphaProductOf(sigma));
        });
    }
}
