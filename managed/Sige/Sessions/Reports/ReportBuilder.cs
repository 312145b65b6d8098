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
        long images = (step as StatisticsStep)?.Source.Tensor.Shape.N ?? step.Target!.Shape.N;
        long all = step.Resolution.PixelCount;
        long pixels = mode switch
        {
            StepMode.Dense => all,
            StepMode.Sparse => level.Mask!.Counts.Pixels,
            _ => 0,
        };
        long perPixel = (step as ConvolutionStep)?.MultiplyAddsPerPixel ?? 0;
        _multiplyAdds += images * pixels * perPixel;
        _blockMultiplyAdds += images * perPixel * (level.Mode == StepMode.Sparse ? level.Mask!.BlockPixels : level.Mode == StepMode.Dense ? all : 0);
        _steps[index] = new StepReport(step.Name, step.Kind, step.Resolution, mode, images * pixels, images * pixels * perPixel, time, choice);
    }

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

    private static ResolutionReport Describe(PlanLevel level) => level.Mode == StepMode.Dense
        ? new ResolutionReport(level.Resolution, level.Mode, level.Resolution.PixelCount, level.Resolution.PixelCount)
        : new ResolutionReport(level.Resolution, level.Mode, level.Mask!.Counts.Pixels, level.Mask.BlockPixels);
}
