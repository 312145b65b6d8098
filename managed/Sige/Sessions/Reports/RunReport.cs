namespace Sige.Sessions;

/// <summary>What a run did.</summary>
public sealed class RunReport
{
    internal RunReport(IReadOnlyList<StepReport> steps, IReadOnlyList<ResolutionReport> resolutions)
    {
        Steps = steps;
        Resolutions = resolutions;
    }

    /// <summary>The steps in the order of the plan.</summary>
    public IReadOnlyList<StepReport> Steps { get; }

    /// <summary>The resolutions, largest first.</summary>
    public IReadOnlyList<ResolutionReport> Resolutions { get; }

    /// <summary>Changed input pixels, before any dilation, in percent.</summary>
    public required double ChangedPercent { get; init; }

    /// <summary>Multiply-adds of a dense run in direct arithmetic.</summary>
    public required long DenseMultiplyAdds { get; init; }

    /// <summary>Multiply-adds of this run in direct arithmetic.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>
    /// Multiply-adds of this edit if every active pixel cost its 4x4 block, as in the paper, and no step were skipped.
    /// </summary>
    public required long BlockMultiplyAdds { get; init; }

    /// <summary>From the call to its end; a device that computes later may still be at work then, see <see cref="StepReport.Time"/>.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Where the time went. On a device that computes later steps may take longer than <see cref="Time"/>.</summary>
    public required RunTimes Times { get; init; }

    /// <summary>What the session takes from its device after this run.</summary>
    public required MemoryReport Memory { get; init; }

    /// <summary>What a person should know because it costs time, memory or fidelity, a sentence each.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>What is as it should be, for those who want to know how: weights kept twice, small resolutions that ran whole. A sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What several runs of one session did together; resolutions and memory are those of the last.</summary>
    internal static RunReport Sum(IReadOnlyList<RunReport> runs) => new([.. runs.SelectMany(run => run.Steps)], runs[^1].Resolutions)
    {
        ChangedPercent = runs[^1].ChangedPercent,
        DenseMultiplyAdds = runs.Sum(run => run.DenseMultiplyAdds),
        MultiplyAdds = runs.Sum(run => run.MultiplyAdds),
        BlockMultiplyAdds = runs.Sum(run => run.BlockMultiplyAdds),
        Time = TimeSpan.FromTicks(runs.Sum(run => run.Time.Ticks)),
        Times = runs.Aggregate(default(RunTimes), (sum, run) => sum + run.Times),
        Memory = runs[^1].Memory,
        Notices = [.. runs.SelectMany(run => run.Notices).Distinct()],
        Notes = [.. runs.SelectMany(run => run.Notes).Distinct()],
    };
}
