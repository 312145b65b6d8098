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
    private readonly Upload _upload;
    private readonly StepAction _runStep;
    private readonly EditShape _shape;
    private readonly SlotCaptures? _captures;
    private bool _hasSets;
    private int _slot;
    private double _share;

    public CachedExecutor(
        Engine engine, ExecutionPlan plan, Resolution size, int slots, CachedSessionOptions options, CancellationToken cancellationToken)
    {
        (_queue, _options) = (engine.Queue, options);
        var layout = new CacheLayout(plan, size, options);
        Bound = new BoundPlan(engine, plan, size, options.Edits, cancellationToken);
        _loads = new EditLoads(engine.Device, Bound.Edits);
        _log = new UndoLog(engine.Queue, Bound.Memory);
        _runStep = RunStep;
        _shape = new EditShape(Bound.Edits, [.. Bound.Edits.ActiveSets, .. _loads.ActiveSets], rest: plan.Steps.Count + 2);
        if (engine.Device.TakesCaptures)
            _captures = new SlotCaptures(slots, plan.Steps.Count);
        _upload = new Upload(plan.Inputs.Sum(input => input.Shape.N * input.Shape.H), Bound.Edits.ActiveSets.Length + _loads.ActiveSets.Length);
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
        _log.CapacityBytes, Bound.Edits.Pyramid.Bytes + _loads.Bytes, Cache.MemoryBytes, Bound.NarrowWeightBytes);

    /// <summary>Whether the present changes make every edit run whole, because a sparse one would want too much.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Runs every step on all pixels and keeps what edits need.</summary>
    public void Record(int slot, RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        Bound.RunWhole(log, progress, cancellationToken, (in StepRun step) => Cache.Store(slot, step));

    /// <summary>Decides what edits compute and load.</summary>
    public void SetChanges(SessionInputs inputs)
    {
        _hasSets = false;
        IsTooLarge = !Decide(Bound.Edits, inputs.Mask, inputs.Changed.SampledScale, inputs.Dirty, _options, out _share);
        if (IsTooLarge)
            return;
        _loads.Decide();
        _log.Reserve(_loads.OldRowBytes());
    }

    /// <summary>
    /// Decides what an edit computes. With a region a resolution past break-even cannot run whole, for lack of the rest of what it
    /// reads: it runs sparse, as long as that is less than a whole run.
    /// </summary>
    /// <param name="edits">Decides.</param>
    /// <param name="mask">The changed pixels of the picture, [H, W], 0 or 1.</param>
    /// <param name="sampledScale">The coarsest sampling, as a power of two, that still sees a changed pixel of the inputs.</param>
    /// <param name="dirty">In the order of the plan's inputs, whether the edit changes each.</param>
    /// <param name="options">What is kept.</param>
    /// <param name="share">Receives the edit's part of a whole run's multiply-adds.</param>
    /// <returns>Whether it runs sparse.</returns>
    public static bool Decide(
        EditPlanner edits, ReadOnlySpan<byte> mask, int sampledScale, ReadOnlySpan<bool> dirty, CachedSessionOptions options, out double share)
    {
        double breakEven = options.Session.BreakEven;
        edits.Decide(mask, sampledScale, dirty, options.Region is null ? breakEven : double.PositiveInfinity);
        share = (double)edits.EditMultiplyAdds() / Math.Max(1, edits.Plan.MultiplyAdds);
        return options.Region is null || share <= breakEven;
    }

    /// <summary>Why a run that was not to compute all pixels did, for its report.</summary>
    public string Describe(RunLog log) => log.Whole == WholeReason.TooLarge
        ? FormattableString.Invariant($"The edit ran whole: it wants {100 * _share:0.#} % of a whole run's multiply-adds.")
        : Cache.Describe(log.Slot);

    /// <summary>Uploads what an edit reads of its inputs, what it loads of a slot that is not on the device, and after new changes the active sets.</summary>
    public void Upload(int slot, SessionInputs inputs, ReadOnlySpan<SessionInput> given, ReadOnlySpan<SessionInput> recorded)
    {
        try
        {
            Add(inputs, given);
            Add(inputs, recorded);
            Cache.AddLoads(slot, _upload, _loads);
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
            AddWhole(inputs, given);
            AddWhole(inputs, recorded);
            _queue.Upload(_upload);
        }
        finally
        {
            _upload.Clear();
        }
    }

    /// <summary>Runs what the changed pixels reach; everything else that is read comes from a slot.</summary>
    public void RunEdit(int slot, RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _slot = slot;
        try
        {
            if (FindCapture() is { } capture)
                Launch(capture, log, progress, cancellationToken);
            else
                Bound.RunEdit(_runStep, log, progress, cancellationToken);
        }
        finally
        {
            _log.Clear();
        }
    }

    public void Dispose()
    {
        _captures?.Dispose();
        Cache?.Dispose();
        _upload.Dispose();
        _log.Dispose();
        _loads.Dispose();
        Bound.Dispose();
    }

    /// <summary>
    /// Where the slot's edit is captured, or is to be; null on a device without captures, for a shape that comes to the slot for the first time,
    /// for an edit that does more than others of its shape, and for a slot in the spill file, which is copied as it is read.
    /// </summary>
    private CapturedRun? FindCapture()
    {
        CacheSlot slot = Cache[_slot];
        if (_captures is null || Bound.HasNewSettings || slot.State != SlotState.InMemory)
            return null;
        Span<int> rest = _shape.Rest;
        for (int i = 0; i < Bound.Runners.Count; i++)
            rest[i] = Bound.Plan.Steps[i].Target is null ? 0 : (int)_loads.Of(i);
        rest[^2] = slot.Openings;
        rest[^1] = _log.Moves;
        return _captures.Find(_slot, _shape.Tell());
    }

    private void Launch(CapturedRun capture, RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            if (!capture.IsCurrent)
                capture.Make(Bound, _runStep, log, cancellationToken);
            capture.Launch();
        }
        catch (SigeException)
        {
            // The next edit of the shape runs without.
            _captures!.Clear();
            throw;
        }

        capture.Note(Bound, log, progress, cancellationToken);
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
            if (inputs.IsSetting(state))
                AddSetting(inputs, input);
            else if (_loads.OfInput(state.Planned, out ReadOnlySpan<(int First, int End)> rows) != CacheLoad.None)
                state.Write(_upload, input, rows);
        }
    }

    private void AddWhole(SessionInputs inputs, ReadOnlySpan<SessionInput> given)
    {
        foreach (ref readonly SessionInput input in given)
        {
            InputState state = inputs.Find(input.Name);
            if (inputs.IsSetting(state))
                AddSetting(inputs, input);
            else
                state.Write(_upload, input, []);
        }
    }

    /// <summary>Slots may be recorded with different settings: the next run computes what depends on them if they are not those of the last.</summary>
    private void AddSetting(SessionInputs inputs, in SessionInput given)
    {
        if (inputs.RecordSetting(_upload, given))
            Bound.ChangeSettings();
    }

    private void RunStep(in StepRun step)
    {
        if (step.Runner is StatisticsRunner statistics)
        {
            RunStatistics(statistics, step);
            return;
        }

        TensorMemory target = Bound.Memory[Bound.Plan.Steps[step.Index].Target!];
        if (target.Placement.Storage == TensorStorage.Cached)
        {
            CacheLoad load = _loads.Of(step.Index);
            if (load != CacheLoad.None)
                Cache.Load(_slot, step.Index, _loads.Pixels(target.Planned, load));
            if (_loads.KeepsOldRows(step.Index))
                _log.SaveRows(target, step.Active!, step.ActivePixels);
            Bound.MarkKept();
        }

        if (step.Mode != StepMode.Skipped)
            step.Runner.Run(_queue, step.Active);
    }

    private void RunStatistics(StatisticsRunner statistics, in StepRun step)
    {
        bool updates = step.Mode == StepMode.Sparse && Bound.Plan.CanUpdate(statistics.Step);
        if (updates || step.Mode == StepMode.Skipped)
            Cache.LoadStatistics(_slot, statistics, step.Index, sums: updates);
        if (updates)
        {
            MaskLevel level = step.Level.Mask!;
            (DeviceRows first, DeviceRows second) = _log.OldRows(statistics.Step, level);
            Bound.MarkKept();
            statistics.Update(_queue, level.Active, first, second);
        }
        else if (step.Mode != StepMode.Skipped)
        {
            statistics.Run(_queue, null);
        }
    }
}
