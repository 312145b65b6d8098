namespace Sige.Devices;

/// <summary>Which device does the work, and how.</summary>
public sealed record EngineOptions
{
    /// <summary>Which kind of device.</summary>
    public DeviceKind Kind { get; init; } = DeviceKind.Cpu;

    /// <summary>Which of its devices, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Options of the queue, of the same kind; null for the defaults.</summary>
    public QueueOptions? Queue { get; init; }

    /// <summary>The queue's options on the processor; null on another device, and for the defaults.</summary>
    public CpuQueueOptions? CpuQueue => Queue as CpuQueueOptions;
}
