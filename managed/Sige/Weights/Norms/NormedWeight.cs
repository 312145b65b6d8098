namespace Sige.Weights;

/// <summary>A weight that a file holds in parts.</summary>
/// <param name="Parts">Names of the tensors that the weight replaces; it stands in the place of the first.</param>
/// <param name="Fold">Checks the parts and gives the weight.</param>
internal sealed record NormedWeight(IReadOnlyList<string> Parts, Func<WeightEntry> Fold);
