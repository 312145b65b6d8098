using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Runs a plan whole in place, or the part that an edit reaches, and can undo that.</summary>
internal sealed class PlanExecutor : IDisposable
{
    private readonly UndoLog _log;
    private readonly StepAction _runLogged;

    public PlanExecutor(Engine engine, ExecutionPlan plan, Resolution size, SessionOptions options, CancellationToken cancellationToken)
    {
        Bound = new BoundPlan(engine, plan, size, options, cancellationToken);
        _log = new UndoLog(engine.Queue, Bound.Memory);
        _runLogged = RunLogged;
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            if (Recorded(i) is { Placement.IsOfPicture: true } target && Bound.Edits.Level(i).Mask is null)
                target.EnsureSpare(engine.Device);
        }
    }

    public BoundPlan Bound { get; }

    public ExecutionPlan Plan => Bound.Plan;

    public PlanMemory Memory => Bound.Memory;

    public MemoryReport MemoryReport => new(
        Bound.WeightBytes, Bound.KeptBytes, Memory.RecordedBytes, Memory.SpareBytes, Memory.TransientBytes,
        _log.CapacityBytes, Bound.Edits.Pyramid.Bytes, NarrowWeights: Bound.NarrowWeightBytes);

    /// <summary>Decides what an edit computes, on the host.</summary>
    /// <param name="inputs">The inputs with their changed pixels.</param>
    /// <param name="upload">Receives the active sets.</param>
    public void PlanEdit(SessionInputs inputs, Upload upload)
    {
        Bound.Edits.Decide(inputs.Mask, inputs.Changed.SampledScale, inputs.Dirty, Bound.Edits.Options.BreakEven);
        foreach (ActiveSet set in Bound.Edits.ActiveSets)
            upload.Add(set);
    }

    /// <summary>Runs what the changed pixels reach, and logs what that overwrites.</summary>
    public void RunEdit(RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _log.Reserve(LogBytes());
        Bound.RunEdit(_runLogged, log, progress, cancellationToken);
    }

    /// <summary>Puts back what the last edit overwrote.</summary>
    public void Undo() => _log.Undo();

    /// <summary>Keeps what the last edit wrote.</summary>
    public void Commit() => _log.Clear();

    public void Dispose()
    {
        _log.Dispose();
        Bound.Dispose();
    }

    private void RunLogged(in StepRun step)
    {
        if (step.Mode == StepMode.Skipped)
            return;
        if (step.Runner is StatisticsRunner statistics)
        {
            RunStatistics(statistics, step);
            return;
        }

        if (Recorded(step.Index) is { } target)
        {
            if (step.Active is null)
                _log.SaveBySwap(target);
            else
                _log.SaveRows(target, step.Active, step.ActivePixels);
            Bound.MarkKept();
        }

        step.Runner.Run(Bound.Queue, step.Active);
    }

    private void RunStatistics(StatisticsRunner statistics, in StepRun step)
    {
        _log.SaveStatistics(statistics.Results);
        if (step.Active is null || !Plan.CanUpdate(statistics.Step))
        {
            Bound.MarkKept();
            statistics.Run(Bound.Queue, null);
            return;
        }

        MaskLevel level = step.Level.Mask!;
        (DeviceRows first, DeviceRows second) = _log.OldRows(statistics.Step, level);
        Bound.MarkKept();
        statistics.Update(Bound.Queue, level.Active, first, second);
    }

    /// <summary>What a step writes, if it outlives the run; else null.</summary>
    private TensorMemory? Recorded(int step) =>
        Plan.Steps[step].Target is { } target && Plan.Placement(target).Storage == TensorStorage.Recorded ? Memory[target] : null;

    private long LogBytes()
    {
        long bytes = 0;
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            StepMode mode = Bound.Edits.Mode(i);
            if (mode != StepMode.Skipped && Bound.Runners[i] is StatisticsRunner statistics)
                bytes += UndoLog.StatisticsBytes(statistics.Results);
            else if (Recorded(i) is { } target)
                bytes += UndoLog.RowBytes(target.Planned, Bound.Edits.RoomForOld(i, Bound.Edits.Level(i), mode));
        }

        return bytes;
    }
}
