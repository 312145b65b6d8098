using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Runs a plan whole into a slot of a cache, or the part that an edit reaches with the rest from a slot.</summary>
internal sealed class CachedExecutor : IDisposable
{
    private readonly Queue _queue;
    private readonly CachedSessionOptions _options;
    private readonly EditLoads _loads;
    private readonly UndoLog _log;

    public CachedExecutor(
        Device device, Queue queue, ExecutionPlan plan, Resolution size, int slots, CachedSessionOptions options, CancellationToken cancellationToken)
    {
        (_queue, _options) = (queue, options);
        var layout = new CacheLayout(plan, size, options);
        Bound = new BoundPlan(device, queue, plan, size, options.Session, cancellationToken);
        _loads = new EditLoads(device, Bound);
        _log = new UndoLog(queue, Bound.Memory);
        try
        {
            Cache = new ActivationCache(device, Bound, layout, slots, options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BoundPlan Bound { get; }

    public ActivationCache Cache { get; } = null!;

    public MemoryReport MemoryReport => new(
        Bound.WeightBytes, Bound.WinogradBytes, Bound.Memory.RecordedBytes, 0, Bound.Memory.TransientBytes,
        _log.CapacityBytes, Bound.Pyramid.Bytes + _loads.Bytes, Cache.MemoryBytes);

    /// <summary>Why the present changes make every edit run whole; null if they do not.</summary>
    public string? WholeReason { get; private set; }

    /// <summary>Runs every step on all pixels and keeps what edits need.</summary>
    public void Record(int slot, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        Bound.RunWhole(report, progress, cancellationToken, step => Cache.Store(slot, step));

    /// <summary>Decides what edits compute and load.</summary>
    public void SetChanges(SessionInputs inputs)
    {
        bool hasRegion = _options.Region is not null;
        Bound.DecideEdit(inputs, hasRegion ? double.PositiveInfinity : _options.Session.BreakEven);
        double share = hasRegion ? Bound.EditShare() : 0;
        WholeReason = share > _options.Session.BreakEven
            ? FormattableString.Invariant($"The edit ran whole: it wants {100 * share:0.#} % of a whole run's multiply-adds.")
            : null;
        if (WholeReason is not null)
            return;
        _loads.Decide();
        _log.Reserve(LogBytes());
    }

    /// <summary>Writes what an edit reads of its inputs.</summary>
    public void WriteInputs(SessionInputs inputs, ReadOnlySpan<SessionInput> given)
    {
        foreach (ref readonly SessionInput input in given)
        {
            InputState state = inputs.Find(input.Name);
            if (_loads.OfInput(state.Plan, out ReadOnlySpan<(int First, int End)> rows) != CacheLoad.None)
                state.Write(_queue, input, rows);
        }
    }

    /// <summary>Runs what the changed pixels reach; everything else that is read comes from a slot.</summary>
    public void RunEdit(int slot, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Bound.ReturnToEdit();
        try
        {
            Bound.ForEachStep(step => RunStep(slot, step), report, progress, cancellationToken);
        }
        finally
        {
            _log.Clear();
        }
    }

    public void Dispose()
    {
        Cache?.Dispose();
        _log.Dispose();
        _loads.Dispose();
        Bound.Dispose();
    }

    private StepMode RunStep(int slot, int step)
    {
        StepMode mode = Bound.Mode(step);
        StepRunner runner = Bound.Runners[step];
        if (runner is StatisticsRunner statistics)
        {
            RunStatistics(slot, step, statistics, mode);
            return mode;
        }

        TensorMemory target = runner.Target!;
        if (target.Plan.Storage == TensorStorage.Cached)
        {
            CacheLoad load = _loads.Of(step);
            if (load != CacheLoad.None)
                Cache.Load(slot, step, _loads.Pixels(target.Plan, load));
            if (_loads.KeepsOldRows(step))
                _log.SaveRows(target, Bound.Active(step, mode)!, Bound.Level(step).Mask!.Counts.Pixels);
        }

        if (mode != StepMode.Skipped)
            runner.Run(_queue, Bound.Active(step, mode));
        return mode;
    }

    private void RunStatistics(int slot, int step, StatisticsRunner statistics, StepMode mode)
    {
        bool updates = mode == StepMode.Sparse && statistics.CanUpdate;
        if (updates || mode == StepMode.Skipped)
            Cache.LoadStatistics(slot, step, sums: updates);
        if (updates)
            statistics.Update(_queue, Bound.Level(step).Mask!, _log);
        else if (mode != StepMode.Skipped)
            statistics.Run(_queue, null);
    }

    /// <summary>What the old rows of an edit take: of each tensor that an update of statistics reads, once.</summary>
    private long LogBytes()
    {
        long bytes = 0;
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            if (Bound.Runners[i].Target is { } target && _loads.HasOldRows(target.Plan))
                bytes += UndoLog.RowBytes(target, Bound.Pyramid.Find(target.Plan.Shape.Resolution)!.Counts.Pixels);
        }

        return bytes;
    }
}
