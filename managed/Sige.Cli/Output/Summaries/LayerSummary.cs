using Sige.Devices;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>What an edit did in one layer.</summary>
internal sealed record LayerSummary(
    string Name, string Kind, int Height, int Width, string Mode, string? Form, IReadOnlyList<FormSummary>? Forms, string Reason, long Pixels, long Macs, double Ms)
{
    /// <summary>Summarises a step.</summary>
    public static LayerSummary Of(StepReport step) => new(
        step.Name,
        step.Kind,
        step.Resolution.H,
        step.Resolution.W,
        step.Mode.ToString().ToLowerInvariant(),
        step.Costs?.Form.Name,
        step.Costs is { } costs ? [.. costs.Candidates.Select(FormSummary.Of)] : null,
        step.Reason,
        step.Pixels,
        step.MultiplyAdds,
        step.Time.TotalMilliseconds);
}

/// <summary>A form that a convolution might have taken: its cost, or why it was refused.</summary>
internal sealed record FormSummary(string Form, double? Cost, string? Refusal)
{
    /// <summary>Summarises a candidate.</summary>
    public static FormSummary Of(FormCandidate candidate) => new(candidate.Form.Name, candidate.Refusal is null ? candidate.Cost : null, candidate.Refusal);
}
