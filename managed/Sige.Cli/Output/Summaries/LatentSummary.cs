using Sige.Cli.CommandLine;
using Sige.Cli.Denoising;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit sd --json</c> writes; times are in milliseconds, memory in bytes.</summary>
internal sealed record LatentSummary(
    string Model,
    string? Report,
    int Width,
    int Height,
    LatentSamplerSummary Sampler,
    string Device,
    int? Threads,
    string? Isa,
    string Precision,
    double OpenMs,
    IReadOnlyList<DenoisedEditSummary> Edits,
    CacheSummary Cache,
    MemoryReport Memory,
    IReadOnlyList<string> Notices,
    IReadOnlyList<string> Notes)
{
    /// <summary>Summarises a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="page">The report page's file; null for none.</param>
    /// <param name="withSteps">Whether each step, and each layer of the first sparse one, is told.</param>
    public static LatentSummary Of(LatentResult result, string? page, bool withSteps) => new(
        Path.GetFullPath(result.Job.Model.SourcePath),
        page is null ? null : Path.GetFullPath(page),
        result.Job.Frame.Size.W,
        result.Job.Frame.Size.H,
        LatentSamplerSummary.Of(result.Sampler, result.Job.Options),
        Names.Of(result.Engine),
        result.Engine.CpuQueue?.Threads,
        result.Engine.CpuQueue is { } cpu ? Names.Of(cpu.InstructionSet) : null,
        Names.Of(result.Job.Options.ResolvedPrecision),
        result.Recording.Time.TotalMilliseconds,
        [.. result.Edits.Select(edit => DenoisedEditSummary.Of(edit, withSteps))],
        CacheSummary.Of(result.Last.Cache),
        result.Last.Memory,
        [.. result.Edits.SelectMany(edit => edit.Report.Notices).Concat(result.Recording.Notices).Distinct()],
        [.. result.Edits.SelectMany(edit => edit.Report.Notes).Concat(result.Recording.Notes).Distinct()]);
}

/// <summary>The sampler and what it is told.</summary>
internal sealed record LatentSamplerSummary(string Kind, int Steps, double Strength, double Scale, ulong Seed)
{
    /// <summary>Summarises a sampler; the steps are those that it takes.</summary>
    public static LatentSamplerSummary Of(Sampler sampler, LatentEditOptions options) => new(
        StableDiffusionArguments.NameOf(sampler.Options.Kind), sampler.StepCount, sampler.Options.Strength, options.GuidanceScale, options.Seed);

    /// <summary>The sampler in words.</summary>
    public string Describe() => Figures.Write($"{Kind}, {Steps} steps, strength {Strength}, guidance {Scale}, seed {Seed}");
}
