namespace Sige.Sessions;

/// <summary>
/// A run that is done. Its report is made when a property is first read, so that a run which nobody asks about takes no memory for it;
/// until then the report is that of the session's last call.
/// </summary>
/// <remarks>
/// Properties throw <see cref="InvalidOperationException"/> if the report is not made yet and a later call of the session has begun, or
/// one runs. What <see cref="Report"/> gives stays; a variable of type <see cref="RunReport"/> takes it.
/// </remarks>
public readonly struct FinishedRun
{
    private readonly LazyReport<RunReport>? _lazy;
    private readonly long _call;
    private readonly RunReport? _report;

    /// <summary>Makes one of a report that is there.</summary>
    internal FinishedRun(RunReport report) => _report = report;

    /// <summary>Makes one of a session's last call.</summary>
    internal FinishedRun(LazyReport<RunReport> lazy) => (_lazy, _call) = (lazy, lazy.Finish());

    /// <summary>What the run did; waits for the device to finish it.</summary>
    public RunReport Report => _report ?? (_lazy ?? throw new InvalidOperationException("Nothing has run.")).Of(_call);

    /// <inheritdoc cref="RunReport.Steps"/>
    public IReadOnlyList<StepReport> Steps => Report.Steps;

    /// <inheritdoc cref="RunReport.Resolutions"/>
    public IReadOnlyList<ResolutionReport> Resolutions => Report.Resolutions;

    /// <inheritdoc cref="RunReport.ChangedPercent"/>
    public double ChangedPercent => Report.ChangedPercent;

    /// <inheritdoc cref="RunReport.DenseMultiplyAdds"/>
    public long DenseMultiplyAdds => Report.DenseMultiplyAdds;

    /// <inheritdoc cref="RunReport.MultiplyAdds"/>
    public long MultiplyAdds => Report.MultiplyAdds;

    /// <inheritdoc cref="RunReport.BlockMultiplyAdds"/>
    public long BlockMultiplyAdds => Report.BlockMultiplyAdds;

    /// <inheritdoc cref="RunReport.Time"/>
    public TimeSpan Time => Report.Time;

    /// <inheritdoc cref="RunReport.Times"/>
    public RunTimes Times => Report.Times;

    /// <inheritdoc cref="RunReport.Memory"/>
    public MemoryReport Memory => Report.Memory;

    /// <inheritdoc cref="RunReport.Notices"/>
    public IReadOnlyList<string> Notices => Report.Notices;

    /// <inheritdoc cref="RunReport.Notes"/>
    public IReadOnlyList<string> Notes => Report.Notes;

    /// <summary>Makes and keeps the report.</summary>
    /// <param name="run">The run.</param>
    public static implicit operator RunReport(FinishedRun run) => run.Report;
}
