namespace Sige.Bench.Fidelity;

/// <summary>What the reference does to a node in an edit.</summary>
/// <param name="Coverage">Which pixels it computes.</param>
/// <param name="KeepsStatistics">Whether a normalisation uses the recorded statistics instead of those of what it is given.</param>
internal readonly record struct NodeRule(Coverage Coverage, bool KeepsStatistics = false);
