using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Runs a plan whole in place, or the part that an edit reaches, and can undo that.</summary>
internal sealed class PlanExecutor : IDisposable
{
    private readonly UndoLog _log;

    public PlanExecutor(Engine engine, ExecutionPlan plan, Resolution size, SessionOptions options, CancellationToken cancellationToken)
    {
        Bound = new BoundPlan(engine, plan, size, options, cancellationToken);
        _log = new UndoLog(engine.Queue, Bound.Memory);
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            if (Bound.Runners[i].Target is { Plan.Storage: TensorStorage.Recorded } target && Bound.Edits.Level(i).Mask is null)
                target.EnsureSpare(engine.Device);
        }
    }

    public BoundPlan Bound { get; }

    public ExecutionPlan Plan => Bound.Plan;

    public PlanMemory Memory => Bound.Memory;

    public MemoryReport MemoryReport => new(
        Bound.WeightBytes, Bound.WinogradBytes, Memory.RecordedBytes, Memory.SpareBytes, Memory.TransientBytes,
        _log.CapacityBytes, Bound.Edits.Pyramid.Bytes);

    /// <summary>Runs what the changed pixels reach, and logs what that overwrites.</summary>
    public void RunEdit(
        SessionInputs inputs, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Bound.ForgetEditCosts();
        Bound.Edits.Decide(inputs.Changed, inputs.Dirty, Bound.Edits.Options.BreakEven);
        _log.Reserve(LogBytes());
        Bound.ForEachStep(RunLogged, report, progress, cancellationToken);
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

    private StepMode RunLogged(int step)
    {
        StepMode mode = Bound.Edits.Mode(step);
        if (mode == StepMode.Skipped)
            return mode;
        StepRunner runner = Bound.Runners[step];
        PlanLevel level = Bound.Edits.Level(step);
        ActiveSet? active = Bound.Edits.Active(step, mode);
        if (runner is StatisticsRunner statistics)
        {
            statistics.Save(_log);
            if (active is not null && statistics.CanUpdate)
                statistics.Update(Bound.Queue, level.Mask!, _log);
            else
                statistics.Run(Bound.Queue, null);
            return mode;
        }

        if (runner.Target is { Plan.Storage: TensorStorage.Recorded } target)
        {
            if (active is null)
                _log.SaveBySwap(target);
            else
                _log.SaveRows(target, active, (int)Bound.Edits.PixelCount(step, mode));
        }

        runner.Run(Bound.Queue, active);
        return mode;
    }

    private long LogBytes()
    {
        long bytes = 0;
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            StepMode mode = Bound.Edits.Mode(i);
            if (mode != StepMode.Skipped && Bound.Runners[i] is StatisticsRunner statistics)
                bytes += statistics.LogBytes;
            else if (mode == StepMode.Sparse && Bound.Runners[i].Target is { Plan.Storage: TensorStorage.Recorded } target)
                bytes += UndoLog.RowBytes(target.Plan, (int)Bound.Edits.PixelCount(i, mode));
        }

        return bytes;
    }
}
