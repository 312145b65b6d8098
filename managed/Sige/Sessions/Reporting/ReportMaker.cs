using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Makes reports of what runs noted. Costs are asked for here, not as a run goes.</summary>
/// <param name="bound">The plan; its active sets are those of the noted run.</param>
/// <param name="memory">What the session takes from its device.</param>
/// <param name="describe">Why a run that was not to compute all pixels did; null if there is no such run.</param>
internal sealed class ReportMaker(BoundPlan bound, Func<MemoryReport> memory, Func<RunLog, string>? describe = null)
{
    private readonly ConvolutionCosts?[] _dense = new ConvolutionCosts?[bound.Plan.Steps.Count];
    private readonly ConvolutionCosts?[] _sparse = new ConvolutionCosts?[bound.Plan.Steps.Count];
    private long _sparseGeneration;

    private EditPlanner Edits => bound.Edits;

    public RunReport Make(RunLog log)
    {
        bound.ReadTimes(log);
        ForgetCostsOfOtherSets();
        (long multiplyAdds, long blockMultiplyAdds) = (0, 0);
        var steps = new StepReport[log.Modes.Length];
        for (int i = 0; i < steps.Length; i++)
        {
            PlanStep step = bound.Plan.Steps[i];
            StepMode mode = log.Modes[i];
            long pixels = step.Images * Edits.PixelCount(i, mode);
            long perPixel = step.MultiplyAddsPerPixel;
            steps[i] = new StepReport(step.Name, step.Kind, step.Resolution, mode, pixels, pixels * perPixel, log.Times[i], Cost(i, mode)) { Keeping = log.Keeping[i] };
            multiplyAdds += pixels * perPixel;
            blockMultiplyAdds += step.Images * Describe(Edits.Level(i), log).BlockPixels * perPixel;
        }

        return new RunReport(steps, [.. Edits.Levels.Select(level => Describe(level, log))])
        {
            ChangedPercent = log.ChangedPercent,
            DenseMultiplyAdds = bound.Plan.MultiplyAdds,
            MultiplyAdds = multiplyAdds,
            BlockMultiplyAdds = blockMultiplyAdds,
            Time = log.Time,
            Times = RunTimer.TimesOf(log, bound.Plan),
            Memory = memory(),
            Notices = Notices(log),
            Notes = Notes(log),
        };
    }

    private static ResolutionReport Describe(PlanLevel level, RunLog log) => log.LevelModes[level.Index] switch
    {
        StepMode.Dense => new(level.Resolution, StepMode.Dense, level.Resolution.PixelCount, level.Resolution.PixelCount),
        var mode => new(level.Resolution, mode, level.Mask!.Counts.Pixels, level.Mask.BlockPixels),
    };

    /// <summary>What a person should know: why the run computed all pixels, or that it did so at the largest resolution, where nearly all of the work is.</summary>
    private IReadOnlyList<string> Notices(RunLog log) => log.Whole switch
    {
        WholeReason.NotStored or WholeReason.TooLarge => [describe!(log)],
        WholeReason.None when IsPastBreakEven(Edits.Levels[0], log) => [$"{RanWhole(Edits.Levels[0])}: it is the largest, so this edit saves little or nothing."],
        _ => [],
    };

    private IReadOnlyList<string> Notes(RunLog log) => log.Whole != WholeReason.None
        ? bound.Notes
        : [.. bound.Notes, .. Edits.Levels.Skip(1).Where(level => IsPastBreakEven(level, log)).Select(level => $"{RanWhole(level)}.")];

    /// <summary>Whether an edit computed all pixels of a resolution because most were active.</summary>
    private static bool IsPastBreakEven(PlanLevel level, RunLog log) => log.LevelModes[level.Index] == StepMode.Dense && level.Mask is not null;

    private static string RanWhole(PlanLevel level) =>
        FormattableString.Invariant($"Resolution {level.Resolution} ran whole, since {100 * level.Mask!.Share:0.#} % of its pixels are active");

    /// <summary>What the cost model says of a run of a step; it is asked once for dense runs, and once for each set of active pixels.</summary>
    private ConvolutionCosts? Cost(int step, StepMode mode) => mode switch
    {
        StepMode.Dense => _dense[step] ??= bound.Runners[step].QueryCosts(bound.Queue, null),
        StepMode.Sparse => _sparse[step] ??= bound.Runners[step].QueryCosts(bound.Queue, Edits.Active(step, mode)),
        _ => null,
    };

    private void ForgetCostsOfOtherSets()
    {
        if (_sparseGeneration == Edits.Generation)
            return;
        Array.Clear(_sparse);
        _sparseGeneration = Edits.Generation;
    }
}
