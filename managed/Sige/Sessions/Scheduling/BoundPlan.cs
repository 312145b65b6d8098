using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>A plan bound to a device: memory, packed weights, masks and the schedule of edits. What every kind of session shares.</summary>
internal sealed class BoundPlan : IDisposable
{
    private readonly StepRunner[] _runners;
    private readonly StepClock _clock;
    private bool _settingsAreNew = true;

    public BoundPlan(Engine engine, ExecutionPlan plan, Resolution size, SessionOptions options, CancellationToken cancellationToken)
    {
        options = options.On(engine);
        Queue = engine.Queue;
        Plan = plan;
        Memory = new PlanMemory(engine, plan);
        Edits = new EditPlanner(engine.Device, plan, size, options);
        _clock = new StepClock(engine, plan.Steps.Count);
        _runners = new StepRunner[plan.Steps.Count];
        try
        {
            for (int i = 0; i < _runners.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _runners[i] = plan.Steps[i].Bind(Memory, options.Steps);
            }

            Notes = KeepForms(options.ResolvedKeptWeightsBudget, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Queue Queue { get; }

    public ExecutionPlan Plan { get; }

    public PlanMemory Memory { get; }

    /// <summary>How edits run.</summary>
    public EditPlanner Edits { get; }

    /// <summary>One for each step of the plan.</summary>
    public IReadOnlyList<StepRunner> Runners => _runners;

    /// <summary>The notes of every run: the weights that are kept twice.</summary>
    public IReadOnlyList<string> Notes { get; } = [];

    /// <summary>Packed weights, with the constants of normalisations.</summary>
    public long WeightBytes { get; private set; }

    /// <summary>Packed weights that are kept in 16 bits.</summary>
    public long NarrowWeightBytes { get; private set; }

    /// <summary>Weights that forms keep beside them.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Whether the next run computes what depends on settings.</summary>
    public bool HasNewSettings => _settingsAreNew;

    /// <summary>For each step of the last run whether <see cref="MarkKept"/> was called in it.</summary>
    public ReadOnlySpan<bool> KeptSteps => _clock.Kept;

    /// <summary>Says that settings have other values than before: the next run computes what depends on them.</summary>
    public void ChangeSettings() => _settingsAreNew = true;

    /// <summary>Runs every step on all pixels, but for what depends on settings that are as before.</summary>
    /// <param name="log">Is told what the steps did.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run between two steps.</param>
    /// <param name="finished">Is called after each step, within its time.</param>
    public void RunWhole(RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken, StepAction? finished = null)
    {
        Edits.DecideWhole();
        Begin(log);
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StepMode mode = Plan.IsOfSettings(i) ? ModeOfSettings : StepMode.Dense;
            if (mode != StepMode.Skipped)
                _runners[i].Run(Queue, null);
            finished?.Invoke(new StepRun(i, _runners[i], mode, null, Edits.Level(i)));
            _clock.Mark();
            Note(log, i, mode, progress);
        }

        _settingsAreNew = false;
    }

    /// <summary>Runs the steps of the edit that was decided last, each on its pixels.</summary>
    /// <param name="run">Runs a step; it is called for skipped ones, too, but not for those that depend on settings alone.</param>
    /// <param name="log">Is told what the steps did.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run between two steps.</param>
    public void RunEdit(StepAction run, RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Edits.ReturnToEdit();
        Begin(log);
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StepMode mode = Plan.IsOfSettings(i) ? ModeOfSettings : Edits.Mode(i);
            if (!Plan.IsOfSettings(i))
                run(new StepRun(i, _runners[i], mode, Edits.Active(i, mode), Edits.Level(i)));
            else if (mode != StepMode.Skipped)
                _runners[i].Run(Queue, null);
            _clock.Mark();
            Note(log, i, mode, progress);
        }

        _settingsAreNew = false;
    }

    /// <summary>Notes the steps of the edit that was decided last, which a capture has run.</summary>
    /// <param name="kept">What <see cref="KeptSteps"/> was when it was captured.</param>
    /// <param name="log">Is told what the steps did.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run between two steps.</param>
    public void NoteEdit(ReadOnlySpan<bool> kept, RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        Edits.ReturnToEdit();
        NoteLevels(log);
        _clock.Repeat(log, kept);
        for (int i = 0; i < _runners.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Note(log, i, Plan.IsOfSettings(i) ? StepMode.Skipped : Edits.Mode(i), progress);
        }
    }

    /// <summary>Says, within a step of an edit, that what it keeps of old pixels and loads is enqueued.</summary>
    public void MarkKept() => _clock.MarkKept();

    /// <summary>Gives a log the times of its run's steps; waits for the device.</summary>
    public void ReadTimes(RunLog log) => _clock.Settle(log);

    public void Dispose()
    {
        foreach (StepRunner? runner in _runners)
            runner?.Dispose();
        _clock.Dispose();
        Edits.Dispose();
        Memory.Dispose();
    }

    /// <summary>How a run computes what depends on settings alone.</summary>
    private StepMode ModeOfSettings => _settingsAreNew ? StepMode.Dense : StepMode.Skipped;

    private void Begin(RunLog log)
    {
        NoteLevels(log);
        _clock.Begin(log);
    }

    private void NoteLevels(RunLog log)
    {
        for (int i = 0; i < Edits.Levels.Count; i++)
            log.LevelModes[i] = Edits.Levels[i].Mode;
    }

    private void Note(RunLog log, int step, StepMode mode, IProgress<RunProgress>? progress)
    {
        log.Modes[step] = mode;
        progress?.Report(new RunProgress(step + 1, _runners.Length));
    }

    private IReadOnlyList<string> KeepForms(double budget, CancellationToken cancellationToken)
    {
        var layers = new List<(ConvolutionLayer Layer, PlanLevel Level)>();
        for (int i = 0; i < _runners.Length; i++)
        {
            if (_runners[i] is ConvolutionRunner convolution)
                layers.Add((convolution.Layer, Edits.Level(i)));
        }

        Edits.BuildTypicalMasks();
        var planner = new KeptFormPlanner(Queue, layers);
        IReadOnlyList<string> notes = planner.Keep(planner.Choose(budget, cancellationToken), cancellationToken);
        WeightBytes = layers.Sum(layer => layer.Layer.Convolution.WeightBytes) + Memory.ConstantBytes;
        NarrowWeightBytes = layers.Sum(layer => layer.Layer.Convolution.NarrowWeightBytes);
        KeptBytes = layers.Sum(layer => layer.Layer.Convolution.KeptBytes);
        return notes;
    }
}
