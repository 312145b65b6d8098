using System.Diagnostics;

namespace Sige.Sessions;

/// <summary>Why a run computed all pixels.</summary>
internal enum WholeReason
{
    /// <summary>It did not: it went where an edit reaches.</summary>
    None,

    /// <summary>It was to.</summary>
    Asked,

    /// <summary>The slot is not stored.</summary>
    NotStored,

    /// <summary>The edit wanted too much for anything else.</summary>
    TooLarge,
}

/// <summary>
/// What is noted as a session runs, so that a report can be made of it afterwards: as little as will do. It serves run after run and takes
/// no memory for it.
/// </summary>
internal sealed class RunLog
{
    private readonly long[] _parts = new long[Enum.GetValues<RunPart>().Length];
    private long _start;
    private long _last;

    /// <summary>Makes room.</summary>
    /// <param name="stepCount">The steps of the plan.</param>
    /// <param name="levelCount">The resolutions at which they run.</param>
    /// <param name="use">That of the session.</param>
    /// <param name="make">Makes a report of what is noted.</param>
    public RunLog(int stepCount, int levelCount, ExclusiveUse use, Func<RunLog, RunReport> make)
    {
        Modes = new StepMode[stepCount];
        Times = new TimeSpan[stepCount];
        Keeping = new TimeSpan[stepCount];
        LevelModes = new StepMode[levelCount];
        Report = new LazyReport<RunReport>(use, () => make(this));
    }

    /// <summary>The report of the run that is noted.</summary>
    public LazyReport<RunReport> Report { get; }

    /// <summary>How each step ran.</summary>
    public StepMode[] Modes { get; }

    /// <summary>How long each step took, once they are read from the device.</summary>
    public TimeSpan[] Times { get; }

    /// <summary>What of that went to old pixels and the cache.</summary>
    public TimeSpan[] Keeping { get; }

    /// <summary>How each resolution ran.</summary>
    public StepMode[] LevelModes { get; }

    /// <summary>Changed input pixels in percent.</summary>
    public double ChangedPercent { get; private set; }

    /// <summary>From <see cref="Begin"/> to <see cref="Finish"/>, on the host.</summary>
    public TimeSpan Time { get; private set; }

    public WholeReason Whole { get; private set; }

    /// <summary>The slot, for <see cref="WholeReason.NotStored"/>.</summary>
    public int Slot { get; private set; }

    /// <summary>Says that a run begins. What was noted of the one before is lost.</summary>
    public void Begin()
    {
        Report.Begin();
        Array.Clear(_parts);
        _last = _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Says that a part is done, which took the time since the part before it.</summary>
    public void Mark(RunPart part)
    {
        long now = Stopwatch.GetTimestamp();
        _parts[(int)part] += now - _last;
        _last = now;
    }

    /// <summary>How long a part took.</summary>
    public TimeSpan TimeOf(RunPart part) => Stopwatch.GetElapsedTime(0, _parts[(int)part]);

    /// <summary>Says that the run is done.</summary>
    public FinishedRun Finish(WholeReason whole, double changedPercent, int slot = 0)
    {
        (Whole, ChangedPercent, Slot) = (whole, changedPercent, slot);
        Time = Stopwatch.GetElapsedTime(_start);
        return new FinishedRun(Report);
    }
}
