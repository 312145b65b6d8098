using Sige.Sessions;

namespace Sige.Bench.SdEdit;

/// <summary>What a bench of whole edits is told beside what all benches are.</summary>
/// <param name="Precision">How recorded steps are kept.</param>
/// <param name="Steps">Steps of the sampler; null for its default.</param>
/// <param name="BudgetBytes">What recorded steps may take in memory; null for as much as there is.</param>
/// <param name="Margin">Pixels around the edit that crop-and-paste takes along.</param>
/// <param name="ComparePrecision">Whether to run the edit from a float32 cache too and compare.</param>
internal sealed record SdEditSettings(
    CachePrecision Precision, int? Steps, long? BudgetBytes, int Margin, bool ComparePrecision);
