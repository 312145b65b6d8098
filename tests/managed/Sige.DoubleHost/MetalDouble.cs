using System.Runtime.InteropServices;

namespace Sige.DoubleHost;

/// <summary>The double of Metal that the environment names: <c>tests/native/metal/objc/control.h</c>.</summary>
internal static unsafe class MetalDouble
{
    private static readonly Lazy<nint> Library = new(() => NativeLibrary.Load(Environment.GetEnvironmentVariable("SIGE_METAL_RUNTIME")!));

    /// <summary>Lets the nth buffer from here be none, or the nth command buffer fail with an error; 0 for neither.</summary>
    public static void Fail(long allocation, long commandBuffer, long error)
    {
        var faults = new Faults { Allocation = allocation, CommandBuffer = commandBuffer, Error = error };
        ((delegate* unmanaged[Cdecl]<Faults*, void>)NativeLibrary.GetExport(Library.Value, "sige_metal_double_set_faults"))(&faults);
    }

    /// <summary>Lets nothing fail.</summary>
    public static void Reset() => Fail(0, 0, 0);

    [StructLayout(LayoutKind.Sequential)]
    private struct Faults
    {
        public int HasNoDevices, IsOld, HasOwnMemory, RefusesKernels;
        public long Allocation, CommandBuffer, Error;
    }
}
