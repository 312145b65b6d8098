using Sige.Cli.Painting;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit --json</c> writes; times are in milliseconds, memory in bytes.</summary>
internal sealed record EditSummary(
    string Model,
    string? Section,
    string Out,
    string? Report,
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
    PrecisionSummary Precision,
    IReadOnlyList<ResolutionSummary> Resolutions,
    IReadOnlyList<LayerSummary>? Steps,
    IReadOnlyList<TimeSummary>? Times,
    MemoryReport Memory,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Notes)
{
    /// <summary>Summarises a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="output">The picture's file.</param>
    /// <param name="page">The report page's file; null for none.</param>
    /// <param name="withSteps">Whether each layer is told, and where the time went.</param>
    public static EditSummary Of(EditResult result, string output, string? page, bool withSteps)
    {
        RunReport report = result.Edit.Report;
        return new EditSummary(
            result.Model,
            result.Section,
            Path.GetFullPath(output),
            page is null ? null : Path.GetFullPath(page),
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
            result.Precision,
            [.. report.Resolutions.Select(ResolutionSummary.Of)],
            withSteps ? [.. report.Steps.Select(LayerSummary.Of)] : null,
            withSteps ? TimeSummary.Of(EditTimes.Of(result.Edit)) : null,
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
