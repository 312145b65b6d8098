using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>
/// An edit that is done. Its report is made when a property is first read, so that an edit which nobody asks about takes no memory for it;
/// until then the report is that of the session's last edit.
/// </summary>
/// <remarks>
/// Properties throw <see cref="InvalidOperationException"/> if the report is not made yet and a later edit or recording has begun, or a
/// call runs. What <see cref="Report"/> gives stays; a variable of type <see cref="DenoisingReport"/> takes it.
/// </remarks>
public readonly struct FinishedDenoising
{
    private readonly LazyReport<DenoisingReport>? _lazy;
    private readonly long _call;

    internal FinishedDenoising(LazyReport<DenoisingReport> lazy) => (_lazy, _call) = (lazy, lazy.Finish());

    /// <summary>What the edit did.</summary>
    public DenoisingReport Report => (_lazy ?? throw new InvalidOperationException("Nothing was edited.")).Of(_call);

    /// <inheritdoc cref="DenoisingReport.Steps"/>
    public IReadOnlyList<DenoisingStepReport> Steps => Report.Steps;

    /// <inheritdoc cref="DenoisingReport.ChangedPercent"/>
    public double ChangedPercent => Report.ChangedPercent;

    /// <inheritdoc cref="DenoisingReport.DenoisedPercent"/>
    public double DenoisedPercent => Report.DenoisedPercent;

    /// <inheritdoc cref="DenoisingReport.Time"/>
    public TimeSpan Time => Report.Time;

    /// <inheritdoc cref="DenoisingReport.Cache"/>
    public CacheReport Cache => Report.Cache;

    /// <inheritdoc cref="DenoisingReport.Memory"/>
    public MemoryReport Memory => Report.Memory;

    /// <inheritdoc cref="DenoisingReport.MultiplyAdds"/>
    public long MultiplyAdds => Report.MultiplyAdds;

    /// <inheritdoc cref="DenoisingReport.DenseMultiplyAdds"/>
    public long DenseMultiplyAdds => Report.DenseMultiplyAdds;

    /// <inheritdoc cref="DenoisingReport.Notices"/>
    public IReadOnlyList<string> Notices => Report.Notices;

    /// <inheritdoc cref="DenoisingReport.Notes"/>
    public IReadOnlyList<string> Notes => Report.Notes;

    /// <summary>Makes and keeps the report.</summary>
    /// <param name="edit">The edit.</param>
    public static implicit operator DenoisingReport(FinishedDenoising edit) => edit.Report;
}
