using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Runs a plan whole in place, or the part that an edit reaches, and can undo that.</summary>
internal sealed class PlanExecutor : IDisposable
{
    private readonly UndoLog _log;
    private readonly StepAction _runLogged;
    private readonly StepAction _runAgain;
    private readonly Func<int, StepMode> _mode;
    private readonly EditCaptures? _captures;
    private readonly TensorMemory[] _swapped;
    private readonly EditShape _shape;
    private EditCapture? _launched;

    public PlanExecutor(Engine engine, ExecutionPlan plan, Resolution size, SessionOptions options, CancellationToken cancellationToken)
    {
        Bound = new BoundPlan(engine, plan, size, options, cancellationToken);
        _log = new UndoLog(engine.Queue, Bound.Memory);
        _runLogged = RunLogged;
        _runAgain = RunOverLogged;
        _mode = Bound.Edits.Mode;
        if (engine.Device.TakesCaptures)
            _captures = new EditCaptures(plan.Steps.Count);
        _swapped = [.. Memory.Tensors.Where(tensor => !tensor.Placement.IsInArena)];
        _shape = new EditShape(Bound.Edits, Bound.Edits.ActiveSets.AsSpan(), rest: _swapped.Length + 1);
        try
        {
            Rehearse(engine.Device);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BoundPlan Bound { get; }

    public ExecutionPlan Plan => Bound.Plan;

    public PlanMemory Memory => Bound.Memory;

    public MemoryReport MemoryReport => new(
        Bound.WeightBytes, Bound.KeptBytes, Memory.RecordedBytes, Memory.SpareBytes, Memory.TransientBytes,
        _log.CapacityBytes, Bound.Edits.Pyramid.Bytes, NarrowWeights: Bound.NarrowWeightBytes);

    /// <summary>
    /// Whether the last edit, which is neither undone nor committed, can run again on other values of the same pixels. Where edits are
    /// captured, one that is not yet is run as if it were another.
    /// </summary>
    public bool CanRunAgain => !Bound.HasNewSettings && (_captures is null || _launched is not null);

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
        _log.Reserve(LogBytes(_mode));
        if (FindCapture() is not { } capture)
        {
            Bound.RunEdit(_runLogged, log, progress, cancellationToken);
            return;
        }

        try
        {
            capture.RunEdit(Bound, _log, _runLogged, log, progress, cancellationToken);
        }
        catch (SigeException)
        {
            ForgetCaptures();
            throw;
        }

        _launched = capture;
    }

    /// <summary>
    /// Runs the last edit on other values of the same pixels. It overwrites what that computed; what it was before that is in the log already.
    /// </summary>
    public void RunAgain(RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        if (_launched is not { } capture)
        {
            Bound.RunEdit(_runAgain, log, progress, cancellationToken);
            return;
        }

        try
        {
            capture.RunAgain(Bound, _runAgain, log, progress, cancellationToken);
        }
        catch (SigeException)
        {
            ForgetCaptures();
            throw;
        }
    }

    /// <summary>Puts back what the last edit overwrote. If it fails it can be called again, and does without a capture then.</summary>
    public void Undo()
    {
        EditCapture? launched = _launched;
        _launched = null;
        if (launched is not null)
            launched.Undo(Bound.Queue, _log);
        else
            _log.Undo();
    }

    /// <summary>Keeps what the last edit wrote.</summary>
    public void Commit()
    {
        if (_log.HasSwaps)
            _captures?.Clear();
        _launched = null;
        _log.Clear();
    }

    public void Dispose()
    {
        _captures?.Dispose();
        _log.Dispose();
        Bound.Dispose();
    }

    /// <summary>
    /// Makes room for what edits overwrite, and keeps and puts back once what a typical one does: that the log's memory is there and the
    /// code compiled is better waited for here than at the first edit.
    /// </summary>
    private void Rehearse(Device device)
    {
        _log.Reserve(LogBytes(TypicalMode));
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            if (Bound.Runners[i] is StatisticsRunner statistics)
                _log.SaveStatistics(statistics.Results);
            else if (Recorded(i) is { Placement.IsOfPicture: true } target)
            {
                if (Bound.Edits.Active(i, TypicalMode(i)) is { } active)
                    _log.SaveRows(target, active, (int)Bound.Edits.PixelCount(i, StepMode.Sparse));
                else
                    target.EnsureSpare(device);
            }
        }

        _log.Undo();
    }

    /// <summary>How a step runs in an edit of a few pixels that reaches it. Labels that are read beyond those pixels are made whole.</summary>
    private StepMode TypicalMode(int step) =>
        Bound.Edits.Level(step).Mask is null || Plan.Steps[step].Target is { IsFloat: false } ? StepMode.Dense : StepMode.Sparse;

    /// <summary>
    /// Where the edit that was decided last is captured, or is to be; null on a device without captures, for a shape that comes for the
    /// first time, and for an edit that does more than others of its shape.
    /// </summary>
    private EditCapture? FindCapture()
    {
        if (_captures is null || Bound.HasNewSettings || !_log.IsEmpty)
            return null;
        Span<int> buffers = _shape.Rest;
        for (int i = 0; i < _swapped.Length; i++)
            buffers[i] = _swapped[i].IsSwapped ? 1 : 0;
        buffers[^1] = _log.Moves;
        return _captures.Find(_shape.Tell());
    }

    /// <summary>One has failed: undo and the next edit of the shape run without.</summary>
    private void ForgetCaptures()
    {
        _launched = null;
        _captures!.Clear();
    }

    private void RunLogged(in StepRun step)
    {
        if (step.Mode == StepMode.Skipped)
            return;
        if (step.Runner is StatisticsRunner statistics)
        {
            _log.SaveStatistics(statistics.Results);
        }
        else if (Recorded(step.Index) is { } target)
        {
            if (step.Active is null)
                _log.SaveBySwap(target);
            else
                _log.SaveRows(target, step.Active, step.ActivePixels);
            Bound.MarkKept();
        }

        Run(step);
    }

    /// <summary>Runs a step whose old values the log holds from an edit of the same pixels.</summary>
    private void RunOverLogged(in StepRun step)
    {
        if (step.Mode == StepMode.Skipped)
            return;
        if (step.Runner is StatisticsRunner statistics)
            _log.PutBackSums(statistics.Results);
        Run(step);
    }

    private void Run(in StepRun step)
    {
        if (step.Runner is StatisticsRunner statistics)
            RunStatistics(statistics, step);
        else
            step.Runner.Run(Bound.Queue, step.Active);
    }

    private void RunStatistics(StatisticsRunner statistics, in StepRun step)
    {
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

    private long LogBytes(Func<int, StepMode> modeOf)
    {
        long bytes = 0;
        for (int i = 0; i < Bound.Runners.Count; i++)
        {
            StepMode mode = modeOf(i);
            if (mode != StepMode.Skipped && Bound.Runners[i] is StatisticsRunner statistics)
                bytes += UndoLog.StatisticsBytes(statistics.Results);
            else if (Recorded(i) is { } target)
                bytes += UndoLog.RowBytes(target.Planned, Bound.Edits.RoomForOld(i, Bound.Edits.Level(i), mode));
        }

        return bytes;
    }
}
