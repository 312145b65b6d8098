namespace Sige.Devices;

/// <summary>Options of a queue.</summary>
/// <param name="Threads">Worker threads on the processor, the caller's included; 0 for all processors, at most 256.</param>
/// <param name="InstructionSet">Instruction set of the kernels; one that the processor lacks is an error.</param>
/// <param name="Spin">How long an idle worker spins before it sleeps; null for 50 microseconds, zero for none.</param>
public readonly record struct QueueOptions(
    int Threads = 0, InstructionSet InstructionSet = InstructionSet.Auto, TimeSpan? Spin = null);
