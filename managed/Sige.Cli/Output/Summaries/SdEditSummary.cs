using Sige.Cli.CommandLine;
using Sige.Cli.Denoising;
using Sige.Diffusion;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>What <c>sige edit sdedit --json</c> writes; times are in milliseconds, memory in bytes.</summary>
internal sealed record SdEditSummary(
    string Model,
    string? Section,
    string? Report,
    int PictureSize,
    SamplerSummary Sampler,
    string Device,
    int? Threads,
    string? Isa,
    string Policy,
    PrecisionSummary Precision,
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
    /// <param name="withSteps">Whether each step, and each layer of the first sparse one, is told, and where the time of all went.</param>
    public static SdEditSummary Of(SdEditResult result, string? page, bool withSteps) => new(
        DiffusionNetworks.NameOf(result.Network.Configuration.Kind),
        result.Network.WeightSection,
        page is null ? null : Path.GetFullPath(page),
        result.Network.PictureSize,
        SamplerSummary.Of(result.Options),
        Names.Of(result.Engine),
        result.Engine.CpuQueue?.Threads,
        result.Engine.CpuQueue is { } cpu ? Names.Of(cpu.InstructionSet) : null,
        Names.Of(result.Options.Session!.ActivePolicy),
        result.Precision,
        result.Recording.Time.TotalMilliseconds,
        [.. result.Edits.Select(edit => DenoisedEditSummary.Of(edit, withSteps))],
        CacheSummary.Of(result.Last.Cache),
        result.Last.Memory,
        [.. result.Edits.SelectMany(edit => edit.Report.Notices).Concat(result.Last.Notices).Distinct()],
        [.. result.Edits.SelectMany(edit => edit.Report.Notes).Concat(result.Last.Notes).Distinct()]);
}

/// <summary>The sampler and its numbers.</summary>
internal sealed record SamplerSummary(string Kind, int Steps, int NoiseLevel, double Eta, ulong Seed)
{
    /// <summary>Summarises the options; the steps are those that the sampler takes.</summary>
    public static SamplerSummary Of(SdEditOptions options) => new(
        SdEditArguments.NameOf(options.Sampler!.Kind),
        Diffusion.Sampler.Create(options.Sampler).StepCount,
        options.Sampler.NoiseLevel,
        options.Sampler.Eta,
        options.Seed);
}

/// <summary>What one edit did. <paramref name="Layers"/> are those of its first sparse step; the others take the same forms.</summary>
internal sealed record DenoisedEditSummary(
    string Edited,
    string Out,
    double EditPercent,
    double DenoisedPercent,
    long MacsDense,
    long MacsSparse,
    double SparseMs,
    double? CommitMs,
    DenseSummary? Dense,
    IReadOnlyList<DenoisingStepSummary>? Steps,
    IReadOnlyList<LayerSummary>? Layers,
    IReadOnlyList<TimeSummary>? Times)
{
    /// <summary>Summarises an edit.</summary>
    public static DenoisedEditSummary Of(DenoisedEdit edit, bool withSteps) => new(
        Path.GetFullPath(edit.Edited),
        Path.GetFullPath(edit.Out),
        edit.Report.ChangedPercent,
        edit.Report.DenoisedPercent,
        edit.Report.DenseMultiplyAdds,
        edit.Report.MultiplyAdds,
        edit.Report.Time.TotalMilliseconds,
        edit.Commit?.Time.TotalMilliseconds,
        edit.Comparison,
        withSteps ? [.. edit.Report.Steps.Select(step => DenoisingStepSummary.Of(step, edit.Report.Cache))] : null,
        withSteps ? [.. (edit.Shown?.Steps ?? []).Select(LayerSummary.Of)] : null,
        withSteps ? TimeSummary.Of(EditTimes.Of(edit.Report)) : null);
}

/// <summary>What an edit did at one step: <c>sparse</c>, <c>dense</c>, or <c>recomputed</c> where its recording is not stored.</summary>
internal sealed record DenoisingStepSummary(int Step, double NetworkTime, string Mode, string Reason, long MacsDense, long Macs, double Ms)
{
    /// <summary>Summarises a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cache">What was kept when it ran.</param>
    public static DenoisingStepSummary Of(DenoisingStepReport step, CacheReport cache)
    {
        SlotState state = cache.Slots[step.Step];
        string mode = step.Mode == StepMode.Sparse ? "sparse" : state is SlotState.InMemory or SlotState.Spilled ? "dense" : "recomputed";
        string reason = step.Reason ?? (step.Mode == StepMode.Sparse
            ? $"Its recording is {CacheSummary.Describe(state)}."
            : "No resolution has active pixels only.");
        if (step.Recording is not null)
            reason += " It was recorded anew first.";
        return new DenoisingStepSummary(step.Step, step.NetworkTime, mode, reason, step.Run.DenseMultiplyAdds, step.MultiplyAdds, step.Time.TotalMilliseconds);
    }
}

/// <summary>What is kept of the recorded steps, and where: <c>memory</c>, <c>spill file</c> or <c>not stored</c>.</summary>
internal sealed record CacheSummary(
    string Precision,
    long BytesPerStep,
    long MemoryBytes,
    long SpillBytes,
    string? SpillFile,
    IReadOnlyList<string> Steps,
    IReadOnlyList<WidenedTensorSummary> KeptFloat32)
{
    /// <summary>Summarises a report.</summary>
    public static CacheSummary Of(CacheReport cache) => new(
        NameOf(cache.Precision),
        cache.SlotBytes,
        cache.MemoryBytes,
        cache.SpillBytes,
        cache.SpillFile,
        [.. cache.Slots.Select(NameOf)],
        [.. cache.Widened.Select(tensor => new WidenedTensorSummary(tensor.Slot, tensor.Tensor, tensor.Overflows, tensor.Bytes))]);

    /// <summary>Spelling of a precision, as <c>--cache</c> takes it.</summary>
    public static string NameOf(CachePrecision precision) => precision == CachePrecision.Float16 ? "fp16" : "fp32";

    /// <summary>Where a step is, as a short name.</summary>
    public static string NameOf(SlotState state) => state switch
    {
        SlotState.InMemory => "memory",
        SlotState.Spilled => "spill file",
        _ => "not stored",
    };

    /// <summary>Where a step is, in a sentence.</summary>
    public static string Describe(SlotState state) => state switch
    {
        SlotState.InMemory => "in memory",
        SlotState.Spilled => "in the spill file",
        _ => NameOf(state),
    };
}

/// <summary>A tensor that stays float32 because values passed the range of float16.</summary>
internal sealed record WidenedTensorSummary(int Step, string Tensor, long Overflows, long Bytes);
