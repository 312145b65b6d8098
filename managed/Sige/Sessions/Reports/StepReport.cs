using Sige.Devices;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>What one step of a run did.</summary>
/// <param name="Name">The step's name; joined layers have theirs joined by a plus sign, or the first and how many more.</param>
/// <param name="Kind">The kind of step, such as <c>conv3x3</c>.</param>
/// <param name="Resolution">The size of its output.</param>
/// <param name="Mode">How much was computed.</param>
/// <param name="Pixels">Output pixels computed, whole batch.</param>
/// <param name="MultiplyAdds">Multiply-adds in direct arithmetic.</param>
/// <param name="Time">How long the device was at it.</param>
/// <param name="Costs">What the cost model says, and chose; null for steps that are no convolution, and for skipped ones.</param>
public readonly record struct StepReport(
    string Name, string Kind, Resolution Resolution, StepMode Mode, long Pixels, long MultiplyAdds, TimeSpan Time, ConvolutionCosts? Costs)
{
    /// <summary>What of <see cref="Time"/> went to keeping old pixels, so that the edit can be undone, and to loading recorded ones from a cache.</summary>
    public TimeSpan Keeping { get; init; }

    /// <summary>Why it was computed so: the form that was chosen at its cost, then each other one with its cost or its refusal.</summary>
    public string Reason => Costs is { } costs
        ? string.Join("; ", costs.Candidates.Select((candidate, i) => i == 0 ? FormattableString.Invariant($"{candidate.Form.Name} at cost {candidate.Cost:0.00e0}") : candidate.ToString())) + "."
        : Mode == StepMode.Skipped ? "Nothing that it reads has changed." : "There is one way to compute it.";
}
