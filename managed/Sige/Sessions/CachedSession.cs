using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// Runs a network whole at several inputs, each recorded in a slot, and then any of them again only where an edit reaches: the steps
/// of a diffusion, say, or the frames of a sequence.
/// </summary>
/// <remarks>
/// <para>
/// A slot holds what edits read of its run and do not compute: activations at sparse resolutions, in the cache's precision, sums of
/// normalisations, what depends on conditions alone, and the outputs. No tensor else outlives a run. An edit never writes the cache,
/// so there is nothing to revert, and slots may be edited in any order.
/// </para>
/// <para>
/// The changed pixels are set once (<see cref="SetChanges"/>) for all the edits that follow. With a float32 cache such an edit gives
/// the bits of <see cref="IncrementalSession.Edit"/> with the same mask, if <see cref="CachedSessionOptions.RecomputesCheapTensors"/> is off and
/// there is no <see cref="CachedSessionOptions.Region"/>. Recomputed tensors are up to date around the active pixels, where those of a session
/// that records in place stay as recorded: predictions then differ a little (0.03 was seen), and err no more.
/// </para>
/// <para>
/// Source: Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>, NeurIPS 2022, whose method
/// this applies to runs recorded before.
/// </para>
/// <para>
/// One call at a time: while one runs, another that works on the session, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Properties may be read at any time, <see cref="LastReport"/> as it says. Threads that
/// share a session put a lock around calls that belong together, such as an edit and the reading of its output. Sessions may run side by
/// side; on one queue their steps take turns.
/// </para>
/// </remarks>
public sealed class CachedSession : IDisposable
{
    private readonly ExclusiveUse _use = new(nameof(CachedSession));
    private readonly CachedSessionOptions _options;
    private readonly CachedExecutor _executor;
    private readonly SessionInputs _inputs;
    private readonly ReportMaker _reports;
    private RunLog _log;
    private bool _hasChanges;

    /// <summary>Lowers a graph, packs its weights, and allocates all that a dense run needs, and the spill file if there is one.</summary>
    /// <param name="engine">Holds the tensors and runs the steps; it must outlive the session.</param>
    /// <param name="graph">The network. It is not needed any more afterwards.</param>
    /// <param name="slots">How many recordings there can be, at least 1.</param>
    /// <param name="options">How to run it, and what to keep.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="ArgumentException">The graph's inputs do not fit a session, or the region is not inside the picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slots"/> is below 1, or the budget is negative.</exception>
    /// <exception cref="IOException">The spill file does not fit its disk; the message says what it wants and what there is.</exception>
    /// <exception cref="SigeException">The device refuses a layer or has too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CachedSession(
        Engine engine, Graph graph, int slots, CachedSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(graph);
        _options = options ?? new CachedSessionOptions();
        _use.Watch(engine.Queue);
        (ExecutionPlan plan, PictureSize) = CachePlanning.Lower(graph, slots, _options, engine.Options);
        _executor = new CachedExecutor(engine, plan, PictureSize, slots, _options, cancellationToken);
        _inputs = new SessionInputs(graph, plan, _executor.Bound.Memory, _options.Session);
        Outputs = new SessionOutputs(_use, _executor.Bound, "There is no output: nothing has run, or the last run was cancelled.");
        _reports = new ReportMaker(_executor.Bound, () => Memory, _executor.Describe);
        _log = CreateLog();
    }

    /// <summary>The outputs of the last run.</summary>
    public SessionOutputs Outputs { get; }

    /// <summary>How many slots there are.</summary>
    public int Slots => _executor.Cache.Count;

    /// <summary>
    /// Height and width of the picture: of the inputs that edits may change, times <see cref="SessionOptions.MaskScale"/>.
    /// </summary>
    public Resolution PictureSize { get; }

    /// <summary>
    /// What the last run did; null before the first. A report that nobody asks for is never made: it is null, too, if the last run failed, or
    /// other changes were set, and nobody had asked before.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not made yet, and another call runs.</exception>
    public RunReport? LastReport => _log.Report.Last;

    /// <summary>What the session takes from its device.</summary>
    public MemoryReport Memory => _executor.MemoryReport;

    /// <summary>What the cache holds.</summary>
    public CacheReport Cache => _executor.Cache.Report();

    internal CachedExecutor Executor => _executor;

    /// <summary>Makes a log for <see cref="NoteIn"/>.</summary>
    internal RunLog CreateLog() => new(_executor.Bound.Plan.Steps.Count, _executor.Bound.Edits.Levels.Count, _use, _reports.Make);

    /// <summary>
    /// Chooses where the following runs are noted. Reports of runs that are noted in different logs can be made side by side, until a log
    /// is used again or other changes are set.
    /// </summary>
    internal void NoteIn(RunLog log) => _log = log;

    /// <summary>Says what a session will take and do. Nothing of its size is allocated, and no parameter is read.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="slots">How many recordings there can be, at least 1.</param>
    /// <param name="options">How to run it, and what to keep.</param>
    /// <param name="engine">Where it is to run; null for the processor.</param>
    /// <exception cref="ArgumentException">The graph's inputs do not fit a session, or the region is not inside the picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slots"/> is below 1, or the budget is negative.</exception>
    /// <exception cref="SigeException">The device cannot be used here.</exception>
    public static CachePrediction Predict(Graph graph, int slots, CachedSessionOptions? options = null, EngineOptions? engine = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return CachePredictor.Predict(graph, slots, options ?? new CachedSessionOptions(), engine ?? new EngineOptions());
    }

    /// <summary>What a slot holds.</summary>
    /// <param name="slot">The slot, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public SlotState State(int slot) => Slot(slot).State;

    /// <summary>Whether the budget and the spill file have room for a slot. One without need not be recorded: its edits run whole.</summary>
    /// <param name="slot">The slot, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public bool HasRoom(int slot)
    {
        _ = Slot(slot);
        return _executor.Cache.HasRoom(slot);
    }

    /// <summary>Runs the whole network and keeps in a slot what its edits need, in place of what it held.</summary>
    /// <param name="slot">The slot, from 0.</param>
    /// <param name="inputs">Every input of the graph, in any order.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run between two steps; the slot is then empty, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked; its notices say if the slot could not be stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="ArgumentException">
    /// An input is missing, unknown, of another type or size, or has a label out of range; nothing has changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="SigeException">There is too little memory for the slot, which is then empty.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedRun Record(
        int slot, ReadOnlySpan<SessionInput> inputs, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        CacheSlot recorded = Slot(slot);
        _inputs.Check(inputs, complete: true);
        cancellationToken.ThrowIfCancellationRequested();
        _log.Begin();
        _executor.Cache.Open(slot);
        Outputs.ArePresent = false;
        _executor.UploadWhole(_inputs, inputs, []);
        _log.Mark(RunPart.Upload);
        _executor.Record(slot, _log, progress, cancellationToken);
        _executor.Cache.Close(slot, CopyConditions(inputs));
        return Finish(recorded.State == SlotState.NotStored ? WholeReason.NotStored : WholeReason.Asked, 100, slot);
    }

    /// <summary>Sets the pixels that all following edits change: builds their active sets and finds what they load.</summary>
    /// <param name="changed">
    /// [H, W] of the picture, any value but 0 where an input differs from the recorded one, before any dilation.
    /// </param>
    /// <exception cref="ArgumentException">The mask is of another size, or a pixel lies outside the region; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void SetChanges(ReadOnlySpan<byte> changed)
    {
        using ExclusiveUse.Call call = _use.Begin();
        if (changed.Length != PictureSize.PixelCount)
            throw new ArgumentException($"The changes must have {PictureSize.PixelCount} pixels, {PictureSize}, but have {changed.Length}.", nameof(changed));
        CheckRegion(changed);
        _log.Begin();
        _hasChanges = false;
        _inputs.TakeChanges(changed);
        _executor.SetChanges(_inputs);
        _hasChanges = true;
    }

    /// <summary>Computes a recording's output for other inputs, where the changed pixels reach; the rest is as recorded.</summary>
    /// <remarks>
    /// Runs whole, and says so in its report, if the slot could not be stored, or if the edit wants so many pixels that this is faster.
    /// </remarks>
    /// <param name="slot">The slot, from 0.</param>
    /// <param name="inputs">
    /// Every input of the picture, whole: used as given wherever it is read, also beside the changed pixels, where it should be as recorded.
    /// Conditions may be left out if the slot is recorded; given ones must be as recorded.
    /// </param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run between two steps; there is then no output to read, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="InvalidOperationException">
    /// The slot is empty though there is room for it, <see cref="SetChanges"/> has not run, or another call runs.
    /// </exception>
    /// <exception cref="ArgumentException">An input does not fit, or a condition is not as recorded; nothing has changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedRun Edit(
        int slot, ReadOnlySpan<SessionInput> inputs, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        CacheSlot edited = Slot(slot);
        if (edited.State == SlotState.Empty && HasRoom(slot))
            throw new InvalidOperationException($"Slot {slot} is empty: nothing was recorded there, or its recording was cancelled or forgotten.");
        if (!_hasChanges)
            throw new InvalidOperationException("No changes are set: call SetChanges before Edit.");
        CheckEdit(slot, edited, inputs);
        cancellationToken.ThrowIfCancellationRequested();
        _log.Begin();
        Outputs.ArePresent = false;
        WholeReason whole = edited.State is SlotState.NotStored or SlotState.Empty ? WholeReason.NotStored
            : _executor.IsTooLarge ? WholeReason.TooLarge
            : WholeReason.None;
        if (whole == WholeReason.None)
        {
            _executor.Upload(slot, _inputs, inputs, edited.Conditions);
            _log.Mark(RunPart.Upload);
            _executor.RunEdit(slot, _log, progress, cancellationToken);
        }
        else
        {
            _executor.UploadWhole(_inputs, inputs, edited.Conditions);
            _log.Mark(RunPart.Upload);
            _executor.Bound.RunWhole(_log, progress, cancellationToken);
        }

        return Finish(whole, _inputs.ChangedPercent, slot);
    }

    /// <summary>Runs the whole network and keeps nothing.</summary>
    /// <param name="inputs">Every input of the graph, in any order.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run between two steps; there is then no output to read, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">An input is missing or does not fit; nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedRun Run(
        ReadOnlySpan<SessionInput> inputs, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        _inputs.Check(inputs, complete: true);
        cancellationToken.ThrowIfCancellationRequested();
        _log.Begin();
        Outputs.ArePresent = false;
        _executor.UploadWhole(_inputs, inputs, []);
        _log.Mark(RunPart.Upload);
        _executor.Bound.RunWhole(_log, progress, cancellationToken);
        return Finish(WholeReason.Asked, 100);
    }

    /// <summary>Empties a slot and gives its memory back.</summary>
    /// <param name="slot">The slot, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Forget(int slot)
    {
        using ExclusiveUse.Call call = _use.Begin();
        _ = Slot(slot);
        _executor.Cache.Forget(slot);
    }

    /// <summary>Lets go of all memory and deletes the spill file. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs; nothing is let go of.</exception>
    public void Dispose()
    {
        if (_use.TryEnd())
            _executor.Dispose();
    }

    private CacheSlot Slot(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Slots);
        return _executor.Cache[slot];
    }

    private FinishedRun Finish(WholeReason whole, double changedPercent, int slot = 0)
    {
        Outputs.ArePresent = true;
        return _log.Finish(whole, changedPercent, slot);
    }

    private SessionInput[] CopyConditions(ReadOnlySpan<SessionInput> inputs)
    {
        var conditions = new List<SessionInput>();
        foreach (ref readonly SessionInput input in inputs)
        {
            if (!_inputs.Find(input.Name).IsOfPicture)
                conditions.Add(input.Copy());
        }

        return [.. conditions];
    }

    private void CheckEdit(int slot, CacheSlot edited, ReadOnlySpan<SessionInput> inputs)
    {
        _inputs.Check(inputs, complete: edited.State == SlotState.Empty);
        foreach (InputState state in _inputs.States)
        {
            bool given = false;
            foreach (ref readonly SessionInput input in inputs)
                given |= input.Name == state.Name;
            if (!given && state.IsOfPicture)
                throw new ArgumentException($"An edit needs every input of the picture, but '{state.Name}' is not given.", nameof(inputs));
        }

        foreach (SessionInput recorded in edited.Conditions)
        {
            foreach (ref readonly SessionInput input in inputs)
            {
                if (input.Name == recorded.Name && !input.HasSameElements(recorded))
                    throw new ArgumentException($"Condition '{input.Name}' is not what slot {slot} was recorded with: record the slot anew to change it.", nameof(inputs));
            }
        }
    }

    private void CheckRegion(ReadOnlySpan<byte> changed)
    {
        if (_options.Region is not { } region)
            return;
        for (int y = 0; y < PictureSize.H; y++)
        {
            ReadOnlySpan<byte> row = changed.Slice(y * PictureSize.W, PictureSize.W);
            bool inside = y >= region.Y && y < region.EndY;
            int x = inside ? row[..region.X].IndexOfAnyExcept((byte)0) : row.IndexOfAnyExcept((byte)0);
            if (inside && x < 0 && row[region.EndX..].IndexOfAnyExcept((byte)0) is >= 0 and int right)
                x = region.EndX + right;
            if (x >= 0)
                throw new ArgumentException($"Pixel x {x}, y {y} has changed, but this session keeps only {region}: change pixels inside it, or make a session with a larger region or none.", nameof(changed));
        }
    }
}
