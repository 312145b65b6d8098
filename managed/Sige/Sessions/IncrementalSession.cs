using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Runs a network once whole and then, for each edit of its inputs, only where the edit reaches.</summary>
/// <remarks>
/// <para>
/// An edit is taken against the committed input: it looks for what differs, and undoes the uncommitted edit. At each resolution
/// it computes the active pixels in place and keeps what they held, so that <see cref="Revert"/> restores every bit. Where it changes the
/// same pixels of the same inputs as the uncommitted edit, as under a slider, it overwrites what that computed: nothing is undone or kept anew.
/// At small resolutions, and where most pixels are active, everything is computed.
/// </para>
/// <para>
/// Source: Li et al., <i>Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models</i>, NeurIPS 2022.
/// </para>
/// <para>
/// One call at a time: while one runs, another that works on the session, from any thread or from a progress callback, throws
/// <see cref="InvalidOperationException"/> and changes nothing, <see cref="Dispose"/> included. Properties may be read at any time, <see cref="LastReport"/> as it says. Threads that
/// share a session put a lock around calls that belong together, such as an edit and the reading of its output. Sessions may run side by
/// side; on one queue their steps take turns.
/// </para>
/// </remarks>
public sealed class IncrementalSession : IDisposable
{
    private const string NothingIsRecorded = "Nothing is recorded: Record has not run, or was cancelled.";

    private readonly ExclusiveUse _use = new(nameof(IncrementalSession));
    private readonly Queue _queue;
    private readonly SessionOptions _options;
    private readonly PlanExecutor _executor;
    private readonly SessionInputs _inputs;
    private readonly Upload _upload;
    private readonly RunLog _log;

    /// <summary>Lowers a graph, packs its weights, and allocates all that a dense run needs.</summary>
    /// <param name="engine">Holds the tensors and runs the steps; it must outlive the session.</param>
    /// <param name="graph">
    /// The network. All inputs must be of one height and width, the picture's, but for those declared as conditions. It is not needed
    /// any more afterwards.
    /// </param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="ArgumentException">The inputs differ in size.</exception>
    /// <exception cref="SigeException">The device refuses a layer or has too little memory.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IncrementalSession(
        Engine engine, Graph graph, SessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(graph);
        _queue = engine.Queue;
        _use.Watch(_queue);
        _options = options ?? new SessionOptions();
        Resolution size = SessionInputs.MaskSize(graph, _options);
        ExecutionPlan plan = ExecutionPlan.Create(graph.Lower(), _options.Lowering, _options.ActivationsOn(engine.Options));
        _executor = new PlanExecutor(engine, plan, size, _options, cancellationToken);
        _inputs = new SessionInputs(graph, plan, _executor.Memory, _options);
        BoundPlan bound = _executor.Bound;
        Outputs = new SessionOutputs(_use, bound, NothingIsRecorded);
        // What an edit puts back and what the next one brings go together.
        _upload = new Upload(2 * plan.Inputs.Sum(input => input.Shape.N * input.Shape.H), bound.Edits.ActiveSets.Length);
        _log = new RunLog(plan.Steps.Count, bound.Edits.Levels.Count, _use, new ReportMaker(bound, () => Memory).Make);
    }

    /// <summary>Whether <see cref="Record"/> has run: only then there is something to edit.</summary>
    public bool HasRecording => Outputs.ArePresent;

    /// <summary>The outputs as the last run, or the last revert, left them.</summary>
    public SessionOutputs Outputs { get; }

    /// <summary>Whether there is an edit that is neither committed nor reverted.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>
    /// What the last run did; null before the first. A report that nobody asks for is never made: it is null, too, if the last run failed and
    /// nobody asked for that of the one before.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not made yet, and another call runs.</exception>
    public RunReport? LastReport => _log.Report.Last;

    /// <summary>What the session takes from its device.</summary>
    public MemoryReport Memory => _executor.MemoryReport;

    internal PlanExecutor Executor => _executor;

    internal SessionInputs Inputs => _inputs;

    /// <summary>Runs the whole network and keeps what later edits need.</summary>
    /// <param name="inputs">Every input of the graph, in any order.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run between two steps; the session then has no recording, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="ArgumentException">
    /// An input is missing, unknown, of another type or size, or has a label out of range; nothing has changed.
    /// </exception>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedRun Record(
        ReadOnlySpan<SessionInput> inputs, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        _inputs.Check(inputs, complete: true);
        cancellationToken.ThrowIfCancellationRequested();
        _log.Begin();
        Keep();
        _log.Mark(RunPart.Undo);
        Outputs.ArePresent = false;
        if (_inputs.Record(_upload, inputs))
            _executor.Bound.ChangeSettings();
        Send();
        _log.Mark(RunPart.Upload);
        _executor.Bound.RunWhole(_log, progress, cancellationToken);
        Outputs.ArePresent = true;
        return _log.Finish(WholeReason.Asked, 100);
    }

    /// <summary>Undoes the uncommitted edit, then computes where the given inputs differ from the committed ones.</summary>
    /// <param name="inputs">The new inputs; one that is left out stays as committed, and a condition has to.</param>
    /// <param name="options">Options of this edit.</param>
    /// <param name="progress">Is told of each step; what it throws ends the run.</param>
    /// <param name="cancellationToken">Ends the run between two steps; the session is then as committed, as after any other failure of the run.</param>
    /// <returns>What the run did, told when it is asked.</returns>
    /// <exception cref="InvalidOperationException">Nothing is recorded, or another call runs.</exception>
    /// <exception cref="ArgumentException">An input or the mask does not fit, or a condition differs from the recorded one; nothing has changed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public FinishedRun Edit(
        ReadOnlySpan<SessionInput> inputs,
        EditOptions? options = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using ExclusiveUse.Call call = _use.Begin();
        RequireRecording();
        _inputs.Check(inputs, complete: false);
        _inputs.CheckConditions(inputs);
        _inputs.CheckMask(options?.Mask);
        cancellationToken.ThrowIfCancellationRequested();
        _log.Begin();
        _inputs.FindChanges(inputs, options?.Mask, _options.Masks.Epsilon);
        _log.Mark(RunPart.Difference);
        bool isAgain = IsEdited && _inputs.FoundThePresent && _executor.CanRunAgain;
        if (!isAgain)
            BeginUndo();
        _log.Mark(RunPart.Undo);
        _inputs.TakeFound();
        IsEdited = true;
        try
        {
            TakeInputs(inputs, isAgain);
            if (isAgain)
                _executor.RunAgain(_log, progress, cancellationToken);
            else
                _executor.RunEdit(_log, progress, cancellationToken);
        }
        catch
        {
            Undo();
            throw;
        }

        return _log.Finish(WholeReason.None, _inputs.ChangedPercent);
    }

    /// <summary>Undoes the uncommitted edit: every tensor is as committed, bit for bit. Without an edit it does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Revert()
    {
        using ExclusiveUse.Call call = _use.Begin();
        Undo();
    }

    /// <summary>Makes the edited state the committed one, against which later edits are taken.</summary>
    /// <exception cref="InvalidOperationException">Another call runs.</exception>
    public void Commit()
    {
        using ExclusiveUse.Call call = _use.Begin();
        Keep();
    }

    /// <summary>Lets go of all memory. A second call does nothing.</summary>
    /// <exception cref="InvalidOperationException">Another call runs; nothing is let go of.</exception>
    public void Dispose()
    {
        if (!_use.TryEnd())
            return;
        _upload.Dispose();
        _executor.Dispose();
    }

    /// <summary>Brings the inputs of an edit to the device, and the pixels that it computes unless they are there.</summary>
    private void TakeInputs(ReadOnlySpan<SessionInput> inputs, bool isAgain)
    {
        if (isAgain)
            _inputs.Replace(_upload, inputs);
        else
            _inputs.Apply(_upload, inputs);
        _log.Mark(RunPart.Difference);
        if (!isAgain)
            _executor.PlanEdit(_inputs, _upload);
        _log.Mark(RunPart.Masks);
        Send();
        _log.Mark(RunPart.Upload);
    }

    /// <summary>If this fails it can be called again: it goes on where it stopped.</summary>
    private void Undo()
    {
        BeginUndo();
        Send();
    }

    /// <summary>Undoes the edit, but for the device's inputs: those go back with the next upload, whatever that carries beside them.</summary>
    private void BeginUndo()
    {
        if (!IsEdited)
            return;
        _executor.Undo();
        _inputs.Undo(_upload);
        IsEdited = false;
    }

    /// <summary>Brings to the device what waits for it. What could not be sent waits for the next call.</summary>
    private void Send()
    {
        if (_upload.IsEmpty)
            return;
        _queue.Upload(_upload);
        _upload.Clear();
    }

    private void Keep()
    {
        if (!IsEdited)
            return;
        _executor.Commit();
        _inputs.Commit();
        IsEdited = false;
    }

    private void RequireRecording()
    {
        if (!HasRecording)
            throw new InvalidOperationException(NothingIsRecorded);
    }
}
