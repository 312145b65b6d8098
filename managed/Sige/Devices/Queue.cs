using Sige.Interop;

namespace Sige.Devices;

/// <summary>
/// An ordered stream of work with its own worker threads or GPU stream. Calls on one queue take turns; two queues may be used from
/// two threads at the same time.
/// </summary>
public sealed unsafe class Queue : IDisposable
{
    /// <summary>Makes a queue.</summary>
    /// <param name="device">The device to run on.</param>
    /// <param name="options">Its options.</param>
    /// <exception cref="SigeException">The processor lacks the instruction set, or an option is out of range.</exception>
    public Queue(Device device, QueueOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        var native = SigeQueueOptions.Create();
        native.Threads = options.Threads;
        native.Isa = (SigeIsa)options.InstructionSet;
        native.SpinMicroseconds = ToNative(options.Spin);
        NativeMethods.QueueCreate(device.Handle, &native, out var handle).Check();
        Handle = handle;
        NativeMethods.QueueQuery(handle, &native).Check();
        Options = new QueueOptions(
            native.Threads,
            (InstructionSet)native.Isa,
            TimeSpan.FromMicroseconds(Math.Max(0, native.SpinMicroseconds)));
    }

    /// <summary>The options that the queue runs with, defaults resolved.</summary>
    public QueueOptions Options { get; }

    internal SigeQueueHandle Handle { get; }

    /// <summary>Waits until all work is done and puts the workers to sleep.</summary>
    /// <exception cref="SigeException">Work that was waited for failed.</exception>
    public void Synchronize() => NativeMethods.QueueSynchronize(Handle).Check();

    /// <summary>Measures what the queue's threads reach with register-only multiply-adds, all at once.</summary>
    /// <param name="duration">How long to run, 1 ms to 10 s.</param>
    /// <returns>Floating-point operations a second; a multiply-add is two.</returns>
    /// <exception cref="SigeException">The duration is out of range, or the device has no such loop.</exception>
    public double MeasurePeak(TimeSpan duration)
    {
        double flops;
        NativeMethods.QueueMeasurePeak(Handle, (int)Math.Clamp(duration.TotalMilliseconds, 0, int.MaxValue), &flops).Check();
        return flops;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static int ToNative(TimeSpan? spin) => spin switch
    {
        null => 0,
        { Ticks: <= 0 } => -1,
        { } time => (int)Math.Clamp(time.TotalMicroseconds, 1, int.MaxValue),
    };
}
