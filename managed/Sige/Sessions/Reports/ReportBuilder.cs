using System.Diagnostics;
using Sige.Devices;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Collects what a run does.</summary>
internal sealed class ReportBuilder(ExecutionPlan plan, IReadOnlyList<PlanLevel> levels)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly StepReport[] _steps = new StepReport[plan.Steps.Count];
    private long _multiplyAdds;
    private long _blockMultiplyAdds;

    /// <summary>Adds a step that ran or was skipped.</summary>
    public void Add(int index, StepMode mode, PlanLevel level, TimeSpan time, ConvolutionPlan? choice)
    {
        PlanStep step = plan.Steps[index];
        long pixels = Pixels(step, mode, level);
        long perPixel = MultiplyAddsPerPixel(step);
        long blockPixels = level.Mode == StepMode.Sparse ? level.Mask!.BlockPixels : level.Mode == StepMode.Dense ? step.Resolution.PixelCount : 0;
        _multiplyAdds += pixels * perPixel;
        _blockMultiplyAdds += Images(step) * blockPixels * perPixel;
        _steps[index] = new StepReport(step.Name, step.Kind, step.Resolution, mode, pixels, pixels * perPixel, time, choice);
    }

    /// <summary>The pixels, whole batch, that a step computes.</summary>
    public static long Pixels(PlanStep step, StepMode mode, PlanLevel level) => mode switch
    {
        StepMode.Dense => Images(step) * step.Resolution.PixelCount,
        StepMode.Sparse => Images(step) * level.Mask!.Counts.Pixels,
        _ => 0,
    };

    /// <summary>Multiply-adds of one output pixel in direct arithmetic.</summary>
    public static long MultiplyAddsPerPixel(PlanStep step) => step.MultiplyAdds / (Images(step) * step.Resolution.PixelCount);

    public RunReport Build(double changedPercent, MemoryReport memory, IReadOnlyList<string> notices)
    {
        var resolutions = new ResolutionReport[levels.Count];
        for (int i = 0; i < resolutions.Length; i++)
            resolutions[i] = Describe(levels[i]);
        return new RunReport(_steps, resolutions)
        {
            ChangedPercent = changedPercent,
            DenseMultiplyAdds = plan.MultiplyAdds,
            MultiplyAdds = _multiplyAdds,
            BlockMultiplyAdds = _blockMultiplyAdds,
            Time = Stopwatch.GetElapsedTime(_start),
            Memory = memory,
            Notices = notices,
        };
    }

    private static long Images(PlanStep step) => (step as StatisticsStep)?.Source.Tensor.Shape.N ?? step.Target!.Shape.N;

    private static ResolutionReport Describe(PlanLevel level) => level.Mode == StepMode.Dense
        ? new ResolutionReport(level.Resolution, level.Mode, level.Resolution.PixelCount, level.Resolution.PixelCount)
        : new ResolutionReport(level.Resolution, level.Mode, level.Mask!.Counts.Pixels, level.Mask.BlockPixels);
}
