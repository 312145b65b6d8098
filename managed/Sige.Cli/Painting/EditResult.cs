using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Devices;
using Sige.Imaging;
using Sige.Tensors;

namespace Sige.Cli.Painting;

/// <summary>What <c>sige edit</c> painted.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Section">Where in its file the model was found; null for the file itself.</param>
/// <param name="Assumption">What was assumed of the model; null if nothing was.</param>
/// <param name="Engine">The device, and how it ran.</param>
/// <param name="Policy">What the edit recomputed.</param>
/// <param name="Size">Height and width of the pictures.</param>
/// <param name="Original">The original, painted whole.</param>
/// <param name="Edit">The edit.</param>
/// <param name="Dense">The edited scene painted whole; null if that was not asked for.</param>
/// <param name="Precision">In what it multiplied, and how far that took the edit from float32's.</param>
internal sealed record EditResult(
    string Model,
    string? Section,
    string? Assumption,
    EngineOptions Engine,
    ActivePolicy Policy,
    Resolution Size,
    PaintedPicture Original,
    PaintedPicture Edit,
    PaintedPicture? Dense,
    PrecisionSummary Precision)
{
    /// <summary>The label maps before and after the edit, drawn.</summary>
    public required (RgbImage Original, RgbImage Edited) Labels { get; init; }

    /// <summary>The active pixels of the resolutions that the edit computed in part.</summary>
    public required IReadOnlyList<ActiveMask> Masks { get; init; }

    /// <summary>What a person should know of the result, first what may make it wrong.</summary>
    public IReadOnlyList<string> Notices => Assumption is null ? Edit.Report.Notices : [Assumption, .. Edit.Report.Notices];

    /// <summary>The edit judged by the dense run; null without one.</summary>
    public DenseSummary? Comparison => Dense is null ? null : DenseSummary.Of((Dense.Values, Dense.Time), (Edit.Values, Edit.Time), Size);
}
