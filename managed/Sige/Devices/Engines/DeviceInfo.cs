namespace Sige.Devices;

/// <summary>What is known of a device.</summary>
/// <param name="Kind">Which kind it is.</param>
/// <param name="IsAvailable">Whether it can be opened.</param>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it is or is not usable, one sentence.</param>
/// <param name="InstructionSet">The processor's best instruction set.</param>
/// <param name="LogicalProcessors">How many threads the processor runs at once.</param>
/// <param name="MemoryBytes">Memory of the device in bytes; 0 if unknown.</param>
public sealed record DeviceInfo(
    DeviceKind Kind,
    bool IsAvailable,
    string Name,
    string Reason,
    InstructionSet InstructionSet,
    int LogicalProcessors,
    long MemoryBytes);
