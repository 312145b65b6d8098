using Sige.Interop;

namespace Sige.Devices;

/// <summary>A device with a queue on it: what sessions run on. Owns both.</summary>
public sealed unsafe class Engine : IDisposable
{
    private Engine(Device device, Queue queue) => (Device, Queue) = (device, queue);

    /// <summary>Release of the native library that does the work, such as <c>0.1.0</c>.</summary>
    /// <exception cref="DllNotFoundException">The library was not found; the message lists where it was looked for.</exception>
    public static string Version => Utf8Text.Read(NativeMethods.Version());

    /// <summary>Path of the library that is in use; only its name where the system found it.</summary>
    /// <exception cref="DllNotFoundException">The library was not found; the message lists where it was looked for.</exception>
    public static string LibraryPath => NativeLibraryResolver.LoadedPath;

    /// <summary>Version of the interface between the library and these assemblies.</summary>
    public static int InterfaceVersion => (int)NativeMethods.AbiVersion();

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>The queue.</summary>
    public Queue Queue { get; }

    /// <summary>What it runs with, defaults resolved.</summary>
    public EngineOptions Options => new() { Kind = Device.Kind, Index = Device.Index, Queue = Queue.Options };

    /// <summary>Opens a device and makes a queue on it.</summary>
    /// <param name="kind">Which kind of device.</param>
    /// <param name="index">Which of its devices, from 0.</param>
    /// <param name="options">Options of the queue, of the same kind; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are of another kind of device.</exception>
    /// <exception cref="SigeException">The device cannot be used here, or an option does not fit it; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static Engine Open(DeviceKind kind = DeviceKind.Cpu, int index = 0, QueueOptions? options = null) =>
        MakeOn(Device.Open(kind, index), device => new Queue(device, options));

    /// <summary>Opens what options choose.</summary>
    /// <param name="options">Device and queue; null for the processor with all its threads.</param>
    /// <exception cref="ArgumentException">The queue's options are of another kind of device.</exception>
    /// <exception cref="SigeException">The device cannot be used here, or an option does not fit it; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static Engine Open(EngineOptions? options)
    {
        options ??= new EngineOptions();
        return Open(options.Kind, options.Index, options.Queue);
    }

    /// <summary>Makes an engine of a GPU's handles that the program made and keeps.</summary>
    /// <param name="kind">Which kind of device.</param>
    /// <param name="device">As <see cref="Device.Wrap"/> takes it.</param>
    /// <param name="queue">As <see cref="Queue.Wrap"/> takes it.</param>
    /// <exception cref="ArgumentException">A handle is zero.</exception>
    /// <exception cref="SigeException">The device cannot be used, or a handle does not fit; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The native library was not found; the message lists where it was looked for.</exception>
    public static Engine Wrap(DeviceKind kind, nint device, nint queue) =>
        MakeOn(Device.Wrap(kind, device), made => Queue.Wrap(made, queue));

    /// <summary>Waits for the queue's work and lets go of queue and device.</summary>
    public void Dispose()
    {
        Queue.Dispose();
        Device.Dispose();
    }

    private static Engine MakeOn(Device device, Func<Device, Queue> makeQueue)
    {
        try
        {
            return new Engine(device, makeQueue(device));
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }
}
