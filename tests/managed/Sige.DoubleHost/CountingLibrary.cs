using System.Runtime.InteropServices;
using Sige.Devices;

namespace Sige.DoubleHost;

/// <summary>The native library of the tests: the engine with a double of a device in place of CUDA, which counts.</summary>
internal static unsafe class CountingLibrary
{
    private static readonly Lazy<nint> Library = new(() => NativeLibrary.Load(Engine.LibraryPath));

    /// <summary>What the double has counted since the last <see cref="Reset"/>.</summary>
    public static Counts Counts
    {
        get
        {
            ulong* counts = stackalloc ulong[4];
            ((delegate* unmanaged[Cdecl]<ulong*, void>)Export("sige_double_counts"))(counts);
            return new Counts(counts[0], counts[1], counts[2], counts[3]);
        }
    }

    /// <summary>How often the library, whichever of its devices works, has asked the heap for memory.</summary>
    public static ulong Allocations => ((delegate* unmanaged[Cdecl]<ulong>)AllocationCounter.Value)();

    private static Lazy<nint> AllocationCounter { get; } = new(() => Export("sige_double_allocations"));

    public static void Reset() => ((delegate* unmanaged[Cdecl]<void>)Export("sige_double_reset"))();

    private static nint Export(string name) => NativeLibrary.GetExport(Library.Value, name);
}
