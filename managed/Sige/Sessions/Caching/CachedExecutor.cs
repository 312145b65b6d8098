using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Runs a plan whole into a slot of a cache, or the part that an edit reaches with the rest from a slot.</summary>
internal sealed class CachedExecutor : IDisposable
{
    private readonly Queue _queue;
    private readonly CachedSessionOptions _options;
    private readonly EditLoads _loads;
    private readonly UndoLog _log;
    private readonly Upload _upload = new();
    private bool _hasSets;

    public CachedExecutor(
        Engine engine, ExecutionPlan plan, Resolution size, int slots, CachedSessionOptions options, CancellationToken cancellationToken)
    {
        (_queue, _options) = (engine.Queue, options);
        var layout = new CacheLayout(plan, size, options);
        Bound = new BoundPlan(engine, plan, size, options.Edits, cancellationToken);
        _loads = new EditLoads(engine.Device, Bound.Edits);
        _log = new UndoLog(engine.Queue, Bound.Memory);
        try
        {
            Cache = new ActivationCache(engine.Device, Bound, layout, slots, options);
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
        Bound.WeightBytes, Bound.KeptBytes, Bound.Memory.RecordedBytes, 0, Bound.Memory.TransientBytes,
        _log.CapacityBytes, Bound.Edits.Pyramid.Bytes + _loads.Bytes, Cache.MemoryBytes);

    /// <summary>Why the present changes make every edit run whole; null if they do not.</summary>
    public string? WholeReason { get; private set; }

    /// <summary>Runs every step on all pixels and keeps what edits need.</summary>
    public void Record(int slot, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        Bound.RunWhole(report, progress, cancellationToken, step => Cache.Store(slot, step));

    /// <summary>Decides what edits compute and load.</summary>
    public void SetChanges(SessionInputs inputs)
    {
        Bound.ForgetEditCosts();
        _hasSets = false;
        WholeReason = Decide(Bound.Edits, inputs.Changed, inputs.Dirty, _options);
        if (WholeReason is not null)
            return;
        _loads.Decide();
        _log.Reserve(_loads.OldRowBytes());
    }

    /// <summary>
    /// Decides what an edit computes. With a region a resolution past break-even cannot run whole, for lack of the rest of what it
    /// reads: it runs sparse, as long as that is less than a whole run.
    /// </summary>
    /// <returns>Why it runs whole; null if it does not.</returns>
    public static string? Decide(EditPlanner edits, ChangedPixels changed, ReadOnlySpan<bool> dirty, CachedSessionOptions options)
    {
        double breakEven = options.Session.BreakEven;
        edits.Decide(changed, dirty, options.Region is null ? breakEven : double.PositiveInfinity);
        double share = (double)edits.EditMultiplyAdds() / Math.Max(1, edits.Plan.MultiplyAdds);
        return options.Region is not null && share > breakEven
            ? FormattableString.Invariant($"The edit ran whole: it wants {100 * share:0.#} % of a whole run's multiply-adds.")
            : null;
    }

    /// <summary>Uploads what an edit reads of its inputs, and after new changes the active sets.</summary>
    public void Upload(SessionInputs inputs, ReadOnlySpan<SessionInput> given, ReadOnlySpan<SessionInput> recorded)
    {
        try
        {
            Add(inputs, given);
            Add(inputs, recorded);
            if (!_hasSets)
                AddSets();
            _queue.Upload(_upload);
            _hasSets = true;
        }
        finally
        {
            _upload.Clear();
        }
    }

    /// <summary>Uploads whole inputs.</summary>
    public void UploadWhole(SessionInputs inputs, ReadOnlySpan<SessionInput> given, ReadOnlySpan<SessionInput> recorded)
    {
        try
        {
            foreach (ref readonly SessionInput input in given)
                inputs.Find(input.Name).Write(_upload, input, []);
            foreach (ref readonly SessionInput input in recorded)
                inputs.Find(input.Name).Write(_upload, input, []);
            _queue.Upload(_upload);
        }
        finally
        {
            _upload.Clear();
        }
    }

    /// <summary>Runs what the changed pixels reach; everything else that is read comes from a slot.</summary>
    public void RunEdit(int slot, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Bound.Edits.ReturnToEdit();
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
        _upload.Dispose();
        _log.Dispose();
        _loads.Dispose();
        Bound.Dispose();
    }

    private void AddSets()
    {
        foreach (ActiveSet set in Bound.Edits.ActiveSets)
            _upload.Add(set);
        foreach (ActiveSet set in _loads.ActiveSets)
            _upload.Add(set);
    }

    private void Add(SessionInputs inputs, ReadOnlySpan<SessionInput> given)
    {
        foreach (ref readonly SessionInput input in given)
        {
            InputState state = inputs.Find(input.Name);
            if (_loads.OfInput(state.Plan, out ReadOnlySpan<(int First, int End)> rows) != CacheLoad.None)
                state.Write(_upload, input, rows);
        }
    }

    private StepMode RunStep(int slot, int step)
    {
        StepMode mode = Bound.Edits.Mode(step);
        StepRunner runner = Bound.Runners[step];
        if (runner is StatisticsRunner statistics)
        {
            RunStatistics(slot, step, statistics, mode);
            return mode;
        }

        TensorMemory target = Bound.Memory[Bound.Plan.Steps[step].Target!];
        if (target.Placement.Storage == TensorStorage.Cached)
        {
            CacheLoad load = _loads.Of(step);
            if (load != CacheLoad.None)
                Cache.Load(slot, step, _loads.Pixels(target.Plan, load));
            if (_loads.KeepsOldRows(step))
                _log.SaveRows(target, Bound.Edits.Active(step, mode)!, (int)Bound.Edits.PixelCount(step, mode));
        }

        if (mode != StepMode.Skipped)
            runner.Run(_queue, Bound.Edits.Active(step, mode));
        return mode;
    }

    private void RunStatistics(int slot, int step, StatisticsRunner statistics, StepMode mode)
    {
        bool updates = mode == StepMode.Sparse && Bound.Plan.CanUpdate(statistics.Step);
        if (updates || mode == StepMode.Skipped)
            Cache.LoadStatistics(slot, step, sums: updates);
        if (updates)
        {
            MaskLevel level = Bound.Edits.Level(step).Mask!;
            (DeviceRows first, DeviceRows second) = _log.OldRows(statistics.Step, level);
            statistics.Update(_queue, level.Active, first, second);
        }
        else if (mode != StepMode.Skipped)
            statistics.Run(_queue, null);
    }
}
