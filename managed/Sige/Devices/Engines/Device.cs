using Sige.Interop;

namespace Sige.Devices;

/// <summary>A processor or GPU. May be let go of before what was made from it. Safe to use from several threads.</summary>
public sealed unsafe class Device : IDisposable
{
    private Device(DeviceKind kind, int index, SigeDeviceHandle handle)
    {
        Kind = kind;
        Index = index;
        Handle = handle;
    }

    /// <summary>Which kind it is.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Which of the kind's devices it is, from 0.</summary>
    public int Index { get; }

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
        var info = SigeDeviceInfo.Create();
        NativeMethods.DeviceQuery((SigeDeviceKind)kind, index, &info).Check();
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

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
