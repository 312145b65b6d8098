using Sige.Cli.Painting;
using Sige.Devices;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit --json</c> writes; times are in milliseconds, memory in bytes.</summary>
internal sealed record EditSummary(
    string Model,
    string? Section,
    string Out,
    string Device,
    int? Threads,
    string? Isa,
    string Policy,
    double EditPercent,
    long MacsDense,
    long MacsSparse,
    long MacsSparseBlocks,
    double RecordMs,
    double SparseMs,
    DenseSummary? Dense,
    IReadOnlyList<ResolutionSummary> Resolutions,
    IReadOnlyList<StepSummary>? Steps,
    MemoryReport Memory,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Notes)
{
    /// <summary>Summarises a result.</summary>
    public static EditSummary Of(EditResult result, string output, bool withSteps)
    {
        RunReport report = result.Edit.Report;
        return new EditSummary(
            result.Model,
            result.Section,
            Path.GetFullPath(output),
            Names.Of(result.Engine),
            result.Engine.CpuQueue?.Threads,
            result.Engine.CpuQueue is { } cpu ? Names.Of(cpu.InstructionSet) : null,
            Names.Of(result.Policy),
            report.ChangedPercent,
            report.DenseMultiplyAdds,
            report.MultiplyAdds,
            report.BlockMultiplyAdds,
            result.Original.Time.TotalMilliseconds,
            result.Edit.Time.TotalMilliseconds,
            result.Comparison,
            [.. report.Resolutions.Select(ResolutionSummary.Of)],
            withSteps ? [.. report.Steps.Select(StepSummary.Of)] : null,
            report.Memory,
            result.Notices,
            report.Notes);
    }
}

/// <summary>What an edit did at one resolution.</summary>
internal sealed record ResolutionSummary(int Height, int Width, string Mode, long ActivePixels, long BlockPixels)
{
    /// <summary>Summarises a resolution.</summary>
    public static ResolutionSummary Of(ResolutionReport report) => new(
        report.Resolution.H, report.Resolution.W, report.Mode.ToString().ToLowerInvariant(), report.ActivePixels, report.BlockPixels);
}

/// <summary>What an edit did in one layer.</summary>
internal sealed record StepSummary(
    string Name, string Kind, int Height, int Width, string Mode, string? Form, IReadOnlyList<FormSummary>? Forms, string Reason, long Pixels, long Macs, double Ms)
{
    /// <summary>Summarises a step.</summary>
    public static StepSummary Of(StepReport step) => new(
        step.Name,
        step.Kind,
        step.Resolution.H,
        step.Resolution.W,
        step.Mode.ToString().ToLowerInvariant(),
        step.Plan?.Form.Name,
        step.Plan is { } plan ? [.. plan.Candidates.Select(FormSummary.Of)] : null,
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
