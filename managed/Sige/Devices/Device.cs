using Sige.Interop;

namespace Sige.Devices;

/// <summary>A processor or GPU. May be let go of before what was made from it. Safe to use from several threads.</summary>
public sealed unsafe class Device : IDisposable
{
    private Device(DeviceKind kind, SigeDeviceHandle handle)
    {
        Kind = kind;
        Handle = handle;
    }

    /// <summary>Which kind it is.</summary>
    public DeviceKind Kind { get; }

    internal SigeDeviceHandle Handle { get; }

    /// <summary>Says whether a kind of device can be used here, and why.</summary>
    /// <param name="kind">Which kind.</param>
    /// <exception cref="SigeException">The kind is not known.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static DeviceInfo Query(DeviceKind kind)
    {
        var info = SigeDeviceInfo.Create();
        NativeMethods.DeviceQuery((SigeDeviceKind)kind, &info).Check();
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
    /// <exception cref="SigeException">It cannot be used here; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static Device Open(DeviceKind kind)
    {
        NativeMethods.DeviceCreate((SigeDeviceKind)kind, out var handle).Check();
        return new Device(kind, handle);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
