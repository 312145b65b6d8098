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
/// <param name="Time">How long the call took.</param>
/// <param name="Plan">What the cost model chose; null for steps that are no convolution, and for skipped ones.</param>
public readonly record struct StepReport(
    string Name, string Kind, Resolution Resolution, StepMode Mode, long Pixels, long MultiplyAdds, TimeSpan Time, ConvolutionPlan? Plan)
{
    /// <summary>Why this algorithm was chosen, in a sentence.</summary>
    public string Reason => Plan is not { } plan
        ? Mode == StepMode.Skipped ? "Nothing that it reads has changed." : "There is one way to compute it."
        : plan.Algorithm is ConvolutionAlgorithm.Labels or ConvolutionAlgorithm.Depthwise
            ? $"{plan.Algorithm} is the one way for this layer."
            : $"{plan.Algorithm} at estimated cycles: {Cost("direct", plan.DirectCost)}, {Cost("F(2x2)", plan.Winograd2Cost)}, {Cost("F(4x4)", plan.Winograd4Cost)}.";

    private static string Cost(string name, double cycles) =>
        cycles < 0 ? $"{name} does not apply" : FormattableString.Invariant($"{name} {cycles:0.00e0}");
}
