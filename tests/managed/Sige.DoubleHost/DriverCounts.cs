using System.Runtime.InteropServices;

namespace Sige.DoubleHost;

/// <summary>The counts of the double, in its order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DriverCounts
{
    /// <summary>Alive.</summary>
    public readonly ulong Contexts, Modules, Streams, Events, Graphs, ExecutableGraphs, Allocations, AllocatedBytes, HostAllocations;

    public readonly ulong PeakBytes, Leaked, Calls, Launches, GraphLaunches, Copies, CopiedBytes, Synchronizations, Faults, MutatedLaunches;
}
