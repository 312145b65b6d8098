namespace Sige.Devices;

/// <summary>Options of a queue; each kind of device has its own.</summary>
public abstract record QueueOptions
{
    private protected QueueOptions()
    {
    }

    /// <summary>The kind of device that takes them.</summary>
    public abstract DeviceKind Kind { get; }
}

/// <summary>Options of a queue of the processor.</summary>
/// <param name="Threads">Worker threads, the caller's included; 0 for all processors, at most 256.</param>
/// <param name="InstructionSet">Instruction set of the kernels; one that the processor lacks is an error.</param>
/// <param name="Spin">How long an idle worker spins before it sleeps; null for 50 microseconds, zero for none.</param>
public sealed record CpuQueueOptions(
    int Threads = 0, InstructionSet InstructionSet = InstructionSet.Auto, TimeSpan? Spin = null) : QueueOptions
{
    /// <inheritdoc/>
    public override DeviceKind Kind => DeviceKind.Cpu;
}
