namespace Sige.Sessions;

/// <summary>The report of a session's last call, made when it is first asked for: a call that nobody asks about makes none.</summary>
/// <param name="use">Lets one call at a time work on the session; making a report is one.</param>
/// <param name="make">Makes the report of what the call left behind.</param>
internal sealed class LazyReport<TReport>(ExclusiveUse use, Func<TReport> make)
    where TReport : class
{
    private Made? _made;
    private long _call;
    private volatile bool _isPending;

    /// <summary>
    /// The last report that was or can be made. One that was not asked for before the next call began is lost, and there is none then.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not made yet, and another call runs.</exception>
    public TReport? Last
    {
        get
        {
            if (!_isPending)
                return Volatile.Read(ref _made)?.Report;
            using ExclusiveUse.Call call = use.Begin("LastReport");
            return _isPending ? Make() : _made?.Report;
        }
    }

    /// <summary>Says that a call begins which changes what a report would be made of.</summary>
    public void Begin()
    {
        if (_isPending)
            Volatile.Write(ref _made, null);
        _isPending = false;
        _call++;
    }

    /// <summary>Says that the call is done.</summary>
    /// <returns>What its report is asked for by.</returns>
    public long Finish()
    {
        _isPending = true;
        return _call;
    }

    /// <summary>Says that the call is done, of which there is a report already.</summary>
    public void Finish(TReport report) => Volatile.Write(ref _made, new Made(_call, report));

    /// <summary>The report of a call.</summary>
    /// <param name="call">What <see cref="Finish()"/> gave.</param>
    /// <exception cref="InvalidOperationException">It is not made yet, and a later call has begun.</exception>
    public TReport Of(long call)
    {
        if (Volatile.Read(ref _made) is { } made && made.Call == call)
            return made.Report;
        using ExclusiveUse.Call making = use.Begin("Report");
        if (!_isPending || call != _call)
            throw new InvalidOperationException("There is nothing left to make this report of: a later call has begun. Read a report, or keep what its property Report gives, before the next call.");
        return Make();
    }

    private TReport Make()
    {
        TReport report = make();
        Volatile.Write(ref _made, new Made(_call, report));
        _isPending = false;
        return report;
    }

    private sealed record Made(long Call, TReport Report);
}
