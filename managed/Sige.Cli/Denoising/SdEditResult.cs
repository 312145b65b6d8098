using Sige.Cli.Output;
using Sige.Cli.Pages;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Cli.Denoising;

/// <summary>What <c>sige edit sdedit</c> did.</summary>
/// <param name="Network">The network.</param>
/// <param name="Options">How the session ran.</param>
/// <param name="Engine">The device, and how it ran, defaults resolved.</param>
/// <param name="Recording">What recording the original took.</param>
/// <param name="Edits">The edits in order.</param>
/// <param name="Last">What the session did last: what it keeps and takes at its end.</param>
/// <param name="Precision">In what it multiplied, and how far that took the edits from float32's.</param>
internal sealed record SdEditResult(
    DiffusionUNet Network,
    SdEditOptions Options,
    EngineOptions Engine,
    DenoisingReport Recording,
    IReadOnlyList<DenoisedEdit> Edits,
    DenoisingReport Last,
    PrecisionSummary Precision);

/// <summary>An edit of an <see cref="SdEditResult"/>.</summary>
/// <param name="Edited">The file of the edited picture.</param>
/// <param name="Out">The file of the result.</param>
/// <param name="Report">What the edit did.</param>
/// <param name="Comparison">How it compares with dense steps; null if that was not asked for.</param>
/// <param name="Commit">What recording its result took; null if it was not committed.</param>
internal sealed record DenoisedEdit(string Edited, string Out, DenoisingReport Report, DenseSummary? Comparison, DenoisingReport? Commit)
{
    /// <summary>The picture, [H, W, 3], -1 to 1.</summary>
    public required float[] Values { get; init; }

    /// <summary>What dense steps made of it, likewise; null if that was not asked for.</summary>
    public required float[]? DenseValues { get; init; }

    /// <summary>The original of this edit, likewise.</summary>
    public required float[] Original { get; init; }

    /// <summary>The edited picture that went in, likewise.</summary>
    public required float[] Input { get; init; }

    /// <summary>The runs whose layers are shown: <see cref="Shown"/>, and those around the steps.</summary>
    public required IReadOnlyList<ShownRun> Runs { get; init; }

    /// <summary>The run of the first sparse step, or of the first if none is; the other sparse ones take the same forms. Null if no step ran.</summary>
    public RunReport? Shown => ShownOf(Report);

    /// <summary>As <see cref="Shown"/>, of a report.</summary>
    public static RunReport? ShownOf(DenoisingReport report) =>
        (report.Steps.FirstOrDefault(step => step.Mode == StepMode.Sparse) ?? report.Steps.FirstOrDefault())?.Run;
}
