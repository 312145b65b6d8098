using Sige.Devices;

namespace Sige.Sessions;

/// <summary>
/// An edit of one shape: what its steps do, on how many pixels, in which buffers. Once it is captured the next edit of the shape, whatever
/// its pixels, is one launch, and so is undoing it.
/// </summary>
internal sealed class EditCapture(int[] shape, int steps) : IDisposable
{
    private readonly bool[] _kept = new bool[steps];
    private Capture? _edit;
    private Capture? _undo;
    private UndoEntries _entries;

    /// <summary>What the shape is told by.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>Whether the edit can be launched.</summary>
    public bool HasEdit => _edit is { IsCurrent: true };

    /// <summary>Captures the edit. Nothing of it has run, also as far as the log knows.</summary>
    /// <param name="bound">Its steps.</param>
    /// <param name="log">What it overwrites.</param>
    /// <param name="calls">Makes the calls of the edit.</param>
    public void CaptureEdit(BoundPlan bound, UndoLog log, Action calls)
    {
        _edit?.Dispose();
        _edit = null;
        try
        {
            _edit = Capture.Of(bound.Queue, calls);
            _entries = log.Entries;
            bound.KeptSteps.CopyTo(_kept);
        }
        finally
        {
            log.TakeBack();
        }
    }

    /// <summary>Runs the edit.</summary>
    public void LaunchEdit(BoundPlan bound, UndoLog log, RunLog run, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        _edit!.Launch();
        log.Repeat(_entries);
        bound.NoteEdit(_kept, run, progress, cancellationToken);
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
        _edit?.Dispose();
        _undo?.Dispose();
    }
}
