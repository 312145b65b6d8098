using System.Diagnostics;
using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>A plan bound to memory: runs it whole, or runs the part that an edit reaches and can undo that.</summary>
internal sealed class PlanExecutor : IDisposable
{
    private readonly Queue _queue;
    private readonly SessionOptions _options;
    private readonly StepRunner[] _runners;
    private readonly MaskPyramid _pyramid;
    private readonly EditSchedule _schedule;
    private readonly UndoLog _log;
    private readonly long _weightBytes;
    private readonly long _winogradBytes;

    public PlanExecutor(Device device, Queue queue, ExecutionPlan plan, Resolution size, SessionOptions options, CancellationToken cancellationToken)
    {
        _queue = queue;
        _options = options;
        Plan = plan;
        Resolution[] resolutions = [.. plan.Steps.Select(step => step.Resolution).Distinct().OrderByDescending(resolution => resolution.PixelCount)];
        Memory = new PlanMemory(device, queue, plan);
        _pyramid = new MaskPyramid(device, size, [.. resolutions.Where(resolution => resolution.Covers(options.SparseFrom))], options.Masks);
        Levels = [.. resolutions.Select(resolution => new PlanLevel(resolution, _pyramid.Find(resolution)))];
        _schedule = new EditSchedule(plan, Levels.ToDictionary(level => level.Resolution), options.NormPolicy);
        _log = new UndoLog(queue, Memory);
        _runners = new StepRunner[plan.Steps.Count];
        try
        {
            CreateRunners(cancellationToken);
            (_weightBytes, _winogradBytes, Notices) = PrepareWeights(cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ExecutionPlan Plan { get; }

    public PlanMemory Memory { get; }

    /// <summary>The resolutions at which steps run, largest first.</summary>
    public IReadOnlyList<PlanLevel> Levels { get; }

    /// <summary>What a person should know of a dense run: the weights that are held twice.</summary>
    public IReadOnlyList<string> Notices { get; }

    public MemoryReport MemoryReport => new(
        _weightBytes + Memory.ConstantBytes, _winogradBytes, Memory.RecordedBytes, Memory.SpareBytes, Memory.TransientBytes,
        _log.CapacityBytes, _pyramid.Bytes);

    /// <summary>Runs every step on all pixels.</summary>
    public void RunWhole(ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        foreach (PlanLevel level in Levels)
            level.DecideWhole();
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            _runners[i].Run(_queue, null);
            Finish(report, i, StepMode.Dense, start);
            progress?.Report(new RunProgress(i + 1, _runners.Length));
        }
    }

    /// <summary>Runs what the changed pixels reach, and logs what that overwrites.</summary>
    public void RunEdit(
        SessionInputs inputs, ReportBuilder report, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _pyramid.Build(_queue, inputs.Changed.Mask, _options.ActivePolicy);
        foreach (PlanLevel level in Levels)
            level.Decide(_options.BreakEven);
        _schedule.Decide(inputs.States, inputs.Changed.SampledScale);
        _log.Reserve(LogBytes());
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            StepMode mode = _schedule.Mode(i);
            if (mode != StepMode.Skipped)
                RunLogged(_runners[i], mode, _schedule.Level(i));
            Finish(report, i, mode, start);
            progress?.Report(new RunProgress(i + 1, _runners.Length));
        }
    }

    /// <summary>What a person should know of the last edit.</summary>
    public IReadOnlyList<string> EditNotices()
    {
        List<string>? notices = null;
        foreach (PlanLevel level in Levels)
        {
            if (level.IsPastBreakEven)
                (notices ??= [.. Notices]).Add(FormattableString.Invariant($"Resolution {level.Resolution} ran whole: {100 * level.Mask!.Share:0.#} % of its pixels are active."));
        }

        return notices ?? Notices;
    }

    /// <summary>Puts back what the last edit overwrote.</summary>
    public void Undo() => _log.Undo();

    /// <summary>Keeps what the last edit wrote.</summary>
    public void Commit() => _log.Clear();

    /// <summary>Reads which pixels the last run computed at the largest resolution.</summary>
    public void ReadComputedPixels(Span<bool> destination)
    {
        PlanLevel level = Levels[0];
        if (destination.Length != level.Resolution.PixelCount)
            throw new ArgumentException($"There are {level.Resolution} pixels, but room for {destination.Length}.", nameof(destination));
        destination.Fill(level.Mode == StepMode.Dense);
        if (level.Mode != StepMode.Sparse)
            return;
        foreach (int pixel in level.Mask!.Active.ReadPixels(_queue))
            destination[pixel] = true;
    }

    public void Dispose()
    {
        foreach (StepRunner? runner in _runners)
            runner?.Dispose();
        _log.Dispose();
        _pyramid.Dispose();
        Memory.Dispose();
    }

    private void CreateRunners(CancellationToken cancellationToken)
    {
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _runners[i] = StepRunner.Create(Plan.Steps[i], Memory, _queue, _options);
            if (_runners[i].Target is { Plan.Storage: TensorStorage.Recorded } target && _schedule.Level(i).Mask is null)
                target.EnsureSpare(Memory.Device);
        }
    }

    private (long Direct, long Winograd, IReadOnlyList<string> Notices) PrepareWeights(CancellationToken cancellationToken)
    {
        var layers = new List<(ConvolutionRunner Runner, PlanLevel Level)>();
        for (int i = 0; i < _runners.Length; i++)
        {
            if (_runners[i] is ConvolutionRunner convolution)
                layers.Add((convolution, _schedule.Level(i)));
        }

        if (_pyramid.Levels.Any())
            _pyramid.Build(_queue, WinogradPlanner.TypicalMask(_pyramid.FullSize), _options.ActivePolicy);
        long direct = layers.Sum(layer => layer.Runner.Convolution.Query().DirectBytes);
        IReadOnlyList<string> notices = new WinogradPlanner(_queue, layers).Prepare((long)(_options.WinogradBudget * direct), cancellationToken);
        return (direct, layers.Sum(layer => layer.Runner.WinogradBytes), notices);
    }

    private void RunLogged(StepRunner runner, StepMode mode, PlanLevel level)
    {
        ActiveSet? active = mode == StepMode.Sparse ? level.Mask!.Active : null;
        if (runner is StatisticsRunner statistics)
        {
            statistics.Save(_log);
            if (active is not null && statistics.CanUpdate)
                statistics.Update(_queue, level.Mask!, _log);
            else
                statistics.Run(_queue, null);
            return;
        }

        if (runner.Target is { Plan.Storage: TensorStorage.Recorded } target)
        {
            if (active is null)
                _log.SaveBySwap(target);
            else
                _log.SaveRows(target, active, level.Mask!.Counts.Pixels);
        }

        runner.Run(_queue, active);
    }

    private long LogBytes()
    {
        long bytes = 0;
        for (int i = 0; i < _runners.Length; i++)
        {
            StepMode mode = _schedule.Mode(i);
            if (mode != StepMode.Skipped && _runners[i] is StatisticsRunner statistics)
                bytes += statistics.LogBytes;
            else if (mode == StepMode.Sparse && _runners[i].Target is { Plan.Storage: TensorStorage.Recorded } target)
                bytes += UndoLog.RowBytes(target, _schedule.Level(i).Mask!.Counts.Pixels);
        }

        return bytes;
    }

    private void Finish(ReportBuilder report, int index, StepMode mode, long start)
    {
        PlanLevel level = _schedule.Level(index);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        ActiveSet? active = mode == StepMode.Sparse ? level.Mask!.Active : null;
        report.Add(index, mode, level, time, mode == StepMode.Skipped ? null : _runners[index].QueryPlan(_queue, active));
    }
}
