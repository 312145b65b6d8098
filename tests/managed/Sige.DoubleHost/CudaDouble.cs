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

    /// <summary>A function of the driver, or of the double.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static nint Export(string name) => Function("sige_cuda_double_" + name);
}
