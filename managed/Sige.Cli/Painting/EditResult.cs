using Sige.Cli.Output;
using Sige.Devices;

namespace Sige.Cli.Painting;

/// <summary>What <c>sige edit</c> painted.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Queue">How the queue ran.</param>
/// <param name="Policy">What the edit recomputed.</param>
/// <param name="Original">The original, painted whole.</param>
/// <param name="Edit">The edit.</param>
/// <param name="Dense">The edited scene painted whole; null if that was not asked for.</param>
internal sealed record EditResult(
    string Model, QueueOptions Queue, ActivePolicy Policy, PaintedPicture Original, PaintedPicture Edit, PaintedPicture? Dense)
{
    /// <summary>The edit judged by the dense run; null without one.</summary>
    public DenseSummary? Comparison => Dense is null ? null : DenseSummary.Of((Dense.Values, Dense.Time), (Edit.Values, Edit.Time));
}
