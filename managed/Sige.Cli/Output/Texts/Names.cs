using Sige.Devices;
using Sige.Sessions;

namespace Sige.Cli.Output;

/// <summary>Values as the command line spells them.</summary>
internal static class Names
{
    /// <summary>Spelling of a policy, as <c>--policy</c> takes it.</summary>
    public static string Of(ActivePolicy policy) => policy == ActivePolicy.Tiles ? "tiles" : "pixels";

    /// <summary>Spelling of an instruction set, as <c>--isa</c> takes it.</summary>
    public static string Of(InstructionSet instructionSet) => instructionSet switch
    {
        InstructionSet.Avx512BFloat16 => "avx512-bf16",
        InstructionSet.NeonBFloat16 => "neon-bf16",
        _ => instructionSet.ToString().ToLowerInvariant(),
    };

    /// <summary>Spelling of a precision, as <c>--precision</c> takes it.</summary>
    public static string Of(ComputePrecision precision) => precision switch
    {
        ComputePrecision.BFloat16 => "bf16",
        ComputePrecision.Float16 => "fp16",
        ComputePrecision.Tf32 => "tf32",
        _ => "fp32",
    };

    /// <summary>Spelling of a device, as <c>--device</c> takes it.</summary>
    public static string Of(EngineOptions engine) => engine.Index == 0 ? Of(engine.Kind) : $"{Of(engine.Kind)}:{engine.Index}";

    /// <summary>Says what a network ran on.</summary>
    /// <param name="device">Spelling of the device.</param>
    /// <param name="threads">Threads of the processor's queue; null on another device.</param>
    /// <param name="isa">Instruction set of the processor's queue; null on another device.</param>
    public static string OfRun(string device, int? threads, string? isa) => threads is null ? device : $"{threads} threads, {isa}";

    /// <summary>As the other, of a device that is there.</summary>
    public static string OfRun(EngineOptions engine) =>
        OfRun(Of(engine), engine.CpuQueue?.Threads, engine.CpuQueue is { } cpu ? Of(cpu.InstructionSet) : null);

    /// <summary>Spelling of a kind of device.</summary>
    public static string Of(DeviceKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What packed weights take, and how much of it is kept in 16 bits.</summary>
    public static string OfWeights(MemoryReport memory) => $"{Figures.Bytes(memory.Weights)} weights{OfNarrowWeights(memory.NarrowWeights)}";

    /// <summary>How much of the weights is kept in 16 bits, to stand behind what they take; empty for nothing.</summary>
    public static string OfNarrowWeights(long bytes) => bytes == 0 ? "" : $" ({Figures.Bytes(bytes)} of them in 16 bits)";

    /// <summary>Where a network was found, to stand behind its name; empty for the file itself.</summary>
    public static string OfSection(string? section) => section is null ? "" : $", section {string.Concat(section.Select(c => char.IsControl(c) ? '?' : c))}";
}
