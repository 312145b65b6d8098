using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>What an edit would do, all steps together; all 0 if no pixel differs.</summary>
/// <param name="ChangedPercent">Pixels that differ from the original, in percent.</param>
/// <param name="MultiplyAdds">Multiply-adds in direct arithmetic.</param>
/// <param name="Cost">What the cost model says, counted as <see cref="CachePrediction.DenseCost"/>.</param>
/// <param name="Step">What the edit of one step that is kept would do.</param>
/// <param name="Notice">What there is to say of the edited picture itself; null for nothing.</param>
public readonly record struct SdEditEditPrediction(double ChangedPercent, long MultiplyAdds, double Cost, EditPrediction Step, string? Notice = null);
