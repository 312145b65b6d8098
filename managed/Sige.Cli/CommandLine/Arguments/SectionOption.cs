using System.CommandLine;

namespace Sige.Cli.CommandLine;

/// <summary>The option that says which part of a checkpoint is meant.</summary>
internal static class SectionOption
{
    /// <summary>Makes the option.</summary>
    /// <param name="description">What becomes of the section.</param>
    /// <param name="usual">What is taken without the option; null for all there is.</param>
    public static Option<string?> Create(string description, string? usual = null) => new("--section")
    {
        Description = $"{description}, such as ema or state_dict.netG; sige inspect lists those with a network{(usual is null ? "" : $"; default: {usual}")}",
        HelpName = "NAME",
    };
}
