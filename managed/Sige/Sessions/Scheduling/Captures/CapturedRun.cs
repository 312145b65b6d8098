using Sige.Devices;

namespace Sige.Sessions;

/// <summary>The calls of all steps of an edit, noted to be launched as one.</summary>
/// <param name="steps">The steps of the plan.</param>
internal sealed class CapturedRun(int steps) : IDisposable
{
    private readonly bool[] _kept = new bool[steps];
    private Capture? _calls;

    /// <summary>Whether there is something to launch, and it does what the edit does now.</summary>
    public bool IsCurrent => _calls is { IsCurrent: true };

    /// <summary>Notes the steps of the edit that was decided last; none of them runs.</summary>
    /// <param name="bound">The steps.</param>
    /// <param name="step">Calls a step.</param>
    /// <param name="log">The run that it is made for.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public void Make(BoundPlan bound, StepAction step, RunLog log, CancellationToken cancellationToken)
    {
        Dispose();
        _calls = Capture.Of(bound.Queue, () => bound.RunEdit(step, log, null, cancellationToken));
        bound.KeptSteps.CopyTo(_kept);
    }

    /// <summary>Runs them.</summary>
    public void Launch() => _calls!.Launch();

    /// <summary>Tells of each step that it has run.</summary>
    public void Note(BoundPlan bound, RunLog log, IProgress<RunProgress>? progress, CancellationToken cancellationToken) =>
        bound.NoteEdit(_kept, log, progress, cancellationToken);

    public void Dispose()
    {
        _calls?.Dispose();
        _calls = null;
    }
}
