namespace Sige.DoubleHost.Checks;

/// <summary>What the checks of captured edits have in common.</summary>
internal static class CaptureFaults
{
    private const int OutOfMemory = 2;

    private static readonly DriverEvent[] Events = [DriverEvent.Launch, DriverEvent.Copy, DriverEvent.Capture];

    /// <summary>Makes edits for each of the first launches, copies, and calls that capture, to fail in.</summary>
    public static void Each(ulong calls, Action<DriverEvent, ulong> edit)
    {
        foreach (DriverEvent which in Events)
        {
            for (ulong nth = 1; nth <= calls; nth++)
                edit(which, nth);
        }
    }

    /// <summary>Lets the nth event from here fail in what follows; afterwards nothing fails any more.</summary>
    public static void RequireFailure(DriverEvent which, ulong nth, Action edits)
    {
        CudaDouble.Fail(which, nth, OutOfMemory);
        bool failed = false;
        try
        {
            edits();
        }
        catch (SigeException)
        {
            failed = true;
        }

        CheckFailedException.Require(failed, $"{which} {nth} did not fail");
        CudaDouble.Reset();
    }

    /// <summary>Throws if a graph or memory is left once all sessions have ended.</summary>
    public static void RequireNothingLeft()
    {
        DriverCounts left = CudaDouble.Counts;
        CheckFailedException.Require(left is { Graphs: 0, ExecutableGraphs: 0, Leaked: 0, Allocations: 0 }, $"{left.ExecutableGraphs} graphs and {left.Allocations} allocations are left");
    }
}
