using Sige.Devices;

namespace Sige.Cli.Output;

/// <summary>Values as the command line spells them.</summary>
internal static class Names
{
    /// <summary>Spelling of a policy, as <c>--policy</c> takes it.</summary>
    public static string Of(ActivePolicy policy) => policy == ActivePolicy.Tiles ? "tiles" : "pixels";

    /// <summary>Spelling of an instruction set, as <c>--isa</c> takes it.</summary>
    public static string Of(InstructionSet instructionSet) => instructionSet.ToString().ToLowerInvariant();

    /// <summary>Spelling of a kind of device.</summary>
    public static string Of(DeviceKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Where a network was found, to stand behind its name; empty for the file itself.</summary>
    public static string OfSection(string? section) => section is null ? "" : $", section {string.Concat(section.Select(c => char.IsControl(c) ? '?' : c))}";
}
