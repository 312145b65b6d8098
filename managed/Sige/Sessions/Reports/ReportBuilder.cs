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
    /// <param name="index">The step.</param>
    /// <param name="mode">How it ran.</param>
    /// <param name="imagePixels">The pixels of one image that it computed.</param>
    /// <param name="level">Its resolution.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="choice">What the cost model said; null for steps that are no convolution.</param>
    public void Add(int index, StepMode mode, long imagePixels, PlanLevel level, TimeSpan time, ConvolutionPlan? choice)
    {
        PlanStep step = plan.Steps[index];
        long pixels = Images(step) * imagePixels;
        long perPixel = MultiplyAddsPerPixel(step);
        long blockPixels = level.Mode == StepMode.Sparse ? level.Mask!.BlockPixels : level.Mode == StepMode.Dense ? step.Resolution.PixelCount : 0;
        _multiplyAdds += pixels * perPixel;
        _blockMultiplyAdds += Images(step) * blockPixels * perPixel;
        _steps[index] = new StepReport(step.Name, step.Kind, step.Resolution, mode, pixels, pixels * perPixel, time, choice);
    }

    /// <summary>Multiply-adds of one output pixel in direct arithmetic.</summary>
    public static long MultiplyAddsPerPixel(PlanStep step) => step.MultiplyAdds / (Images(step) * step.Resolution.PixelCount);

    public RunReport Build(double changedPercent, MemoryReport memory, IReadOnlyList<string> notices, IReadOnlyList<string> notes)
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
            Notes = notes,
        };
    }

    /// <summary>The images of a step's result.</summary>
    public static long Images(PlanStep step) => step.Product.Images;

    private static ResolutionReport Describe(PlanLevel level) => level.Mode == StepMode.Dense
        ? new ResolutionReport(level.Resolution, level.Mode, level.Resolution.PixelCount, level.Resolution.PixelCount)
        : new ResolutionReport(level.Resolution, level.Mode, level.Mask!.Counts.Pixels, level.Mask.BlockPixels);
}
