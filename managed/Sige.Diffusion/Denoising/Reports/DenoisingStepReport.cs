using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>What one step of an edit or recording did.</summary>
/// <param name="Step">The step, from 0, the noisiest.</param>
/// <param name="NetworkTime">The time that the network was told.</param>
/// <param name="Time">How long the step took, the sampler's part included.</param>
/// <param name="Run">What the network's run did.</param>
/// <param name="Recording">
/// The run that recorded the step first, as an edit does after a commit was cancelled; null if it was recorded already.
/// </param>
/// <param name="Reason">Why an edit ran whole, in a sentence; null if it ran sparse, or was to run whole.</param>
public sealed record DenoisingStepReport(int Step, float NetworkTime, TimeSpan Time, RunReport Run, RunReport? Recording, string? Reason)
{
    /// <summary>Whether the network ran at active pixels or whole.</summary>
    public StepMode Mode => ModeOf(Run);

    /// <summary>Multiply-adds of the step in direct arithmetic.</summary>
    public long MultiplyAdds => Run.MultiplyAdds + (Recording?.MultiplyAdds ?? 0);

    /// <summary>The report of a recorded step.</summary>
    internal static DenoisingStepReport OfRecording(int step, float networkTime, RunReport run) => new(step, networkTime, run.Time, run, null, null);

    /// <summary>The report of an edited step; what a run has to say of itself comes last in its notices.</summary>
    internal static DenoisingStepReport OfEdit(int step, float networkTime, TimeSpan time, RunReport run, RunReport? recording, bool dense) =>
        new(step, networkTime, time, run, recording, !dense && ModeOf(run) == StepMode.Dense ? run.Notices.LastOrDefault() : null);

    private static StepMode ModeOf(RunReport run) =>
        run.Resolutions.Any(resolution => resolution.Mode == StepMode.Sparse) ? StepMode.Sparse : StepMode.Dense;
}
