using Sige.Interop;

namespace Sige.Devices;

/// <summary>A processor or GPU. May be let go of before what was made from it. Safe to use from several threads.</summary>
public sealed unsafe class Device : IDisposable
{
    private const int OfNoIndex = -1;

    private Device(DeviceKind kind, int index, SigeDeviceHandle handle)
    {
        Kind = kind;
        Index = index;
        Handle = handle;
        TakesCaptures = QueryNative(kind, Math.Max(index, 0)).Captures != 0;
    }

    /// <summary>Which kind it is.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Which of the kind's devices it is, from 0; -1 for one that was wrapped.</summary>
    public int Index { get; }

    /// <summary>Whether queues take captures.</summary>
    internal bool TakesCaptures { get; }

    internal SigeDeviceHandle Handle { get; }

    /// <summary>Counts the devices of a kind that can be used here.</summary>
    /// <param name="kind">Which kind.</param>
    /// <exception cref="SigeException">The kind is not known.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static int Count(DeviceKind kind)
    {
        int count;
        NativeMethods.DeviceCount((SigeDeviceKind)kind, &count).Check();
        return count;
    }

    /// <summary>Says whether a device can be used here, and why.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="index">Which of its devices, from 0; 0 also where there is none.</param>
    /// <exception cref="SigeException">There is no such kind or index.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static DeviceInfo Query(DeviceKind kind, int index = 0)
    {
        SigeDeviceInfo info = QueryNative(kind, index);
        return new DeviceInfo(
            kind,
            info.Available != 0,
            info.GetName(),
            info.GetReason(),
            (InstructionSet)info.Isa,
            info.LogicalProcessors,
            (long)info.MemoryBytes);
    }

    /// <summary>Opens a device.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="index">Which of its devices, from 0.</param>
    /// <exception cref="SigeException">It cannot be used here; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static Device Open(DeviceKind kind, int index = 0)
    {
        NativeMethods.DeviceCreate((SigeDeviceKind)kind, index, out var handle).Check();
        return new Device(kind, index, handle);
    }

    /// <summary>Opens the device of a handle that the program made and keeps, so that its own work and Sige's go side by side.</summary>
    /// <param name="kind">Which kind: <see cref="DeviceKind.Cuda"/> or <see cref="DeviceKind.Metal"/>.</param>
    /// <param name="handle">
    /// A CUcontext, which must outlive the device and all that is made from it, or an id&lt;MTLDevice&gt;. It is never destroyed here.
    /// </param>
    /// <exception cref="ArgumentException">The handle is zero.</exception>
    /// <exception cref="SigeException">It is no context of the driver, its device cannot be used, or the kind has no handles; the message says which.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static Device Wrap(DeviceKind kind, nint handle)
    {
        ArgumentOutOfRangeException.ThrowIfZero(handle);
        NativeMethods.DeviceWrap((SigeDeviceKind)kind, (void*)handle, out var device).Check();
        return new Device(kind, OfNoIndex, device);
    }

    /// <summary>Whether operators of a device take activations of float16.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="index">Which of its devices; below 0 for one that was wrapped.</param>
    internal static bool StoresFloat16(DeviceKind kind, int index) => QueryNative(kind, Math.Max(index, 0)).StoresFloat16 != 0;

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static SigeDeviceInfo QueryNative(DeviceKind kind, int index)
    {
        var info = SigeDeviceInfo.Create();
        NativeMethods.DeviceQuery((SigeDeviceKind)kind, index, &info).Check();
        return info;
    }
}
