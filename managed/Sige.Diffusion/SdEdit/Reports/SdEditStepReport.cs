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
public sealed record SdEditStepReport(int Step, float NetworkTime, TimeSpan Time, RunReport Run, RunReport? Recording)
{
    /// <summary>Whether the network ran at active pixels or whole.</summary>
    public StepMode Mode => Run.Resolutions.Any(resolution => resolution.Mode == StepMode.Sparse) ? StepMode.Sparse : StepMode.Dense;

    /// <summary>Why an edit ran whole, in a sentence; null if it ran sparse, or was to run whole.</summary>
    public string? Reason => Mode == StepMode.Dense ? Run.Notices.FirstOrDefault() : null;

    /// <summary>Multiply-adds of the step in direct arithmetic.</summary>
    public long MultiplyAdds => Run.MultiplyAdds + (Recording?.MultiplyAdds ?? 0);
}
