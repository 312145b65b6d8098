namespace Sige.Bench.Workloads;

/// <summary>What the host takes of an edit, in milliseconds.</summary>
/// <param name="Model">The model.</param>
/// <param name="SamePixelsMs">Of one that changes the pixels of the edit before.</param>
/// <param name="OtherPixelsMs">Of one that changes as many others; null where the edited pixels are set once for many edits.</param>
internal sealed record HostFigure(string Model, double SamePixelsMs, double? OtherPixelsMs);
