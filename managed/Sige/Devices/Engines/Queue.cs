using Sige.Interop;

namespace Sige.Devices;

/// <summary>
/// An ordered stream of work with its own worker threads or GPU stream. Calls on one queue take turns; two queues may be used from
/// two threads at the same time.
/// </summary>
public sealed unsafe class Queue : IDisposable
{
    // Metal tells of work that failed once, to who waits for it. On CUDA the device is lost with it and says so from then on.
    private readonly bool _tellsOnce;
    private int _failures;

    /// <summary>Makes a queue.</summary>
    /// <param name="device">The device to run on.</param>
    /// <param name="options">Options of the device's kind; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are of another kind of device.</exception>
    /// <exception cref="SigeException">The processor lacks the instruction set, or an option is out of range.</exception>
    public Queue(Device device, QueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (options is not null && options.Kind != device.Kind)
            throw new ArgumentException($"The options are those of a queue of {options.Kind}; the device is of kind {device.Kind}.", nameof(options));
        Handle = Create(device, options as CpuQueueOptions);
        _tellsOnce = device.Kind == DeviceKind.Metal;
        Options = device.Kind == DeviceKind.Cpu ? QueryCpu(Handle) : null;
    }

    private Queue(Device device, SigeQueueHandle handle) => (Handle, _tellsOnce) = (handle, device.Kind == DeviceKind.Metal);

    /// <summary>The options that the queue runs with, defaults resolved; null where its kind of device has none.</summary>
    public QueueOptions? Options { get; }

    internal SigeQueueHandle Handle { get; }

    /// <summary>How often work that was waited for had failed and is not told of again. What it was to write is unknown, and what would be made of that.</summary>
    internal int Failures => Volatile.Read(ref _failures);

    /// <summary>
    /// Makes a queue of a stream of work that the program made and keeps. On CUDA a call's work goes on the stream at once, between what the
    /// program puts there before and after; on Metal it is committed when something waits for it.
    /// </summary>
    /// <param name="device">The device that the stream is of.</param>
    /// <param name="handle">
    /// A CUstream of the device's context, which must outlive the queue, or an id&lt;MTLCommandQueue&gt;. It is never destroyed here.
    /// </param>
    /// <exception cref="ArgumentException">The handle is zero.</exception>
    /// <exception cref="SigeException">It is a stream of another context or device, or the device has no handles; the message says which.</exception>
    public static Queue Wrap(Device device, nint handle)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfZero(handle);
        NativeMethods.QueueWrap(device.Handle, (void*)handle, out var queue).Check();
        return new Queue(device, queue);
    }

    /// <summary>Waits until all work is done and puts the workers to sleep.</summary>
    /// <exception cref="SigeException">Work that was waited for failed.</exception>
    public void Synchronize() => CheckWork(NativeMethods.QueueSynchronize(Handle));

    /// <summary>Copies host memory into buffers and brings the device's copies of active sets up to date, all in one transfer.</summary>
    /// <param name="upload">What goes where; its memory may be reused when the call returns.</param>
    /// <exception cref="SigeException">A range leaves its buffer; nothing is copied.</exception>
    internal void Upload(Upload upload) => upload.Send(Handle);

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

    /// <summary>Checks a call that waited for work.</summary>
    /// <param name="status">What the call gave.</param>
    /// <exception cref="SigeException">It failed.</exception>
    internal void CheckWork(SigeStatus status)
    {
        if (_tellsOnce && status is not (SigeStatus.Ok or SigeStatus.InvalidArgument))
            Interlocked.Increment(ref _failures);
        status.Check();
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static SigeQueueHandle Create(Device device, CpuQueueOptions? options)
    {
        var native = SigeQueueOptions.Create();
        var cpu = SigeCpuQueueOptions.Create();
        if (options is not null)
        {
            cpu.Threads = options.Threads;
            cpu.Isa = (SigeIsa)options.InstructionSet;
            cpu.SpinMicroseconds = ToNative(options.Spin);
            native.Cpu = &cpu;
        }

        NativeMethods.QueueCreate(device.Handle, &native, out var handle).Check();
        return handle;
    }

    private static CpuQueueOptions QueryCpu(SigeQueueHandle queue)
    {
        var cpu = SigeCpuQueueOptions.Create();
        NativeMethods.QueueQueryCpu(queue, &cpu).Check();
        return new CpuQueueOptions(cpu.Threads, (InstructionSet)cpu.Isa, TimeSpan.FromMicroseconds(Math.Max(0, cpu.SpinMicroseconds)));
    }

    private static int ToNative(TimeSpan? spin) => spin switch
    {
        null => 0,
        { Ticks: <= 0 } => -1,
        { } time => (int)Math.Clamp(time.TotalMicroseconds, 1, int.MaxValue),
    };
}
