using Sige.Devices;

namespace Sige.Sessions;

/// <summary>
/// An edit of one shape: what its steps do, on how many pixels, in which buffers. Once it is captured the next edit of the shape, whatever
/// its pixels, is one launch, and so is undoing it, and so is running it again on the same pixels.
/// </summary>
internal sealed class EditCapture(int[] shape, int steps) : IDisposable
{
    private readonly CapturedRun _edit = new(steps);
    private readonly CapturedRun _again = new(steps);
    private Capture? _undo;
    private UndoEntries _entries;

    /// <summary>What the shape is told by.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>Runs the edit.</summary>
    /// <param name="bound">Its steps.</param>
    /// <param name="log">What it overwrites; empty.</param>
    /// <param name="step">Runs a step and logs what that overwrites.</param>
    /// <param name="run">Is told what the steps did.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run between two steps.</param>
    public void RunEdit(
        BoundPlan bound, UndoLog log, StepAction step, RunLog run, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        if (!_edit.IsCurrent)
            CaptureEdit(bound, log, step, run, cancellationToken);
        _edit.Launch();
        log.Repeat(_entries);
        _edit.Note(bound, run, progress, cancellationToken);
    }

    /// <summary>Runs the edit, which is the last that ran, on other values of the same pixels.</summary>
    public void RunAgain(BoundPlan bound, StepAction step, RunLog run, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        if (!_again.IsCurrent)
            _again.Make(bound, step, run, cancellationToken);
        _again.Launch();
        _again.Note(bound, run, progress, cancellationToken);
    }

    /// <summary>Puts back what the edit overwrote, which is the last that ran.</summary>
    public void Undo(Queue queue, UndoLog log)
    {
        if (_undo is not { IsCurrent: true })
        {
            _undo?.Dispose();
            _undo = null;
            _undo = Capture.Of(queue, log.NoteUndo);
        }

        _undo.Launch();
        log.TakeBack();
    }

    public void Dispose()
    {
        _edit.Dispose();
        _again.Dispose();
        _undo?.Dispose();
    }

    /// <summary>Captures the edit. Nothing of it has run, also as far as the log knows.</summary>
    private void CaptureEdit(BoundPlan bound, UndoLog log, StepAction step, RunLog run, CancellationToken cancellationToken)
    {
        try
        {
            _edit.Make(bound, step, run, cancellationToken);
            _entries = log.Entries;
        }
        finally
        {
            log.TakeBack();
        }
    }
}
