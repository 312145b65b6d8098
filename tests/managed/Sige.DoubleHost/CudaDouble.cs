using System.Runtime.InteropServices;

namespace Sige.DoubleHost;

/// <summary>The double of NVIDIA's driver that the process runs on: tests/native/cuda/driver/control.h.</summary>
internal static unsafe class CudaDouble
{
    private static readonly Lazy<nint> Library = new(() => NativeLibrary.Load(Environment.GetEnvironmentVariable("SIGE_CUDA_DRIVER")!));

    /// <summary>What is alive, and what was done since the last <see cref="Reset"/>.</summary>
    public static DriverCounts Counts
    {
        get
        {
            DriverCounts counts;
            ((delegate* unmanaged[Cdecl]<DriverCounts*, void>)Export("query_counts"))(&counts);
            return counts;
        }
    }

    /// <summary>Counts from zero and forgets faults.</summary>
    public static void Reset() => ((delegate* unmanaged[Cdecl]<void>)Export("reset"))();

    /// <summary>Makes the nth such event from here, from 1, end with an error of CUDA.</summary>
    public static void Fail(DriverEvent which, ulong nth, int error) =>
        ((delegate* unmanaged[Cdecl]<int, ulong, int, void>)Export("fail"))((int)which, nth, error);

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value, "sige_cuda_double_" + name);
}

/// <summary>What can be made to fail.</summary>
internal enum DriverEvent
{
    /// <summary>The launch of a kernel or a graph.</summary>
    Launch = 1,

    /// <summary>The beginning of a capture, its end, and making a graph of it.</summary>
    Capture = 6,
}

/// <summary>The counts of the double, in its order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DriverCounts
{
    /// <summary>Alive.</summary>
    public readonly ulong Contexts, Modules, Streams, Events, Graphs, ExecutableGraphs, Allocations, AllocatedBytes, HostAllocations;

    public readonly ulong PeakBytes, Leaked, Calls, Launches, GraphLaunches, Copies, CopiedBytes, Synchronizations, Faults, MutatedLaunches;
}
