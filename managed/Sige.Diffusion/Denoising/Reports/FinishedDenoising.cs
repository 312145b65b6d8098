using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>
/// An edit that is done. Its report is made when a property is first read, so that an edit which nobody asks about takes no memory for it;
/// until then the report is that of the session's last edit.
/// </summary>
/// <remarks>
/// Properties throw <see cref="InvalidOperationException"/> if the report is not made yet and a later edit or recording has begun, or a
/// call runs. What <see cref="Report"/> gives stays; a variable of type <see cref="SdEditReport"/> takes it.
/// </remarks>
public readonly struct FinishedSdEdit
{
    private readonly LazyReport<SdEditReport>? _lazy;
    private readonly long _call;

    internal FinishedSdEdit(LazyReport<SdEditReport> lazy) => (_lazy, _call) = (lazy, lazy.Finish());

    /// <summary>What the edit did.</summary>
    public SdEditReport Report => (_lazy ?? throw new InvalidOperationException("Nothing was edited.")).Of(_call);

    /// <inheritdoc cref="SdEditReport.Steps"/>
    public IReadOnlyList<SdEditStepReport> Steps => Report.Steps;

    /// <inheritdoc cref="SdEditReport.ChangedPercent"/>
    public double ChangedPercent => Report.ChangedPercent;

    /// <inheritdoc cref="SdEditReport.DenoisedPercent"/>
    public double DenoisedPercent => Report.DenoisedPercent;

    /// <inheritdoc cref="SdEditReport.Time"/>
    public TimeSpan Time => Report.Time;

    /// <inheritdoc cref="SdEditReport.Cache"/>
    public CacheReport Cache => Report.Cache;

    /// <inheritdoc cref="SdEditReport.Memory"/>
    public MemoryReport Memory => Report.Memory;

    /// <inheritdoc cref="SdEditReport.MultiplyAdds"/>
    public long MultiplyAdds => Report.MultiplyAdds;

    /// <inheritdoc cref="SdEditReport.DenseMultiplyAdds"/>
    public long DenseMultiplyAdds => Report.DenseMultiplyAdds;

    /// <inheritdoc cref="SdEditReport.Notices"/>
    public IReadOnlyList<string> Notices => Report.Notices;

    /// <inheritdoc cref="SdEditReport.Notes"/>
    public IReadOnlyList<string> Notes => Report.Notes;

    /// <summary>Makes and keeps the report.</summary>
    /// <param name="edit">The edit.</param>
    public static implicit operator SdEditReport(FinishedSdEdit edit) => edit.Report;
}
