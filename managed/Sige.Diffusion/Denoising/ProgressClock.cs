using System.Diagnostics;
using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>Turns the progress of a network's runs into that of the steps they belong to.</summary>
internal sealed class ProgressClock(IProgress<DiffusionProgress> target, DiffusionActivity activity, int stepCount) : IProgress<RunProgress>
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _step;

    /// <summary>Null if nobody listens, so that runs need not report either.</summary>
    public static ProgressClock? For(IProgress<DiffusionProgress>? target, DiffusionActivity activity, int stepCount) =>
        target is null ? null : new ProgressClock(target, activity, stepCount);

    /// <summary>Tells that a number of steps are done.</summary>
    public void Finish(int steps)
    {
        _step = steps;
        Report(0);
    }

    public void Report(RunProgress value) => Report((double)value.Completed / value.Total);

    private void Report(double ofStep)
    {
        double fraction = Math.Min(1, (_step + ofStep) / stepCount);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        TimeSpan? remaining = fraction > 0 ? elapsed * ((1 - fraction) / fraction) : null;
        target.Report(new DiffusionProgress(activity, _step, stepCount, fraction, elapsed, remaining));
    }
}
