using System.CommandLine;

namespace Sige.Cli.CommandLine;

/// <summary>The option that says which part of a checkpoint is meant.</summary>
internal static class SectionOption
{
    /// <summary>Makes the option.</summary>
    /// <param name="description">What becomes of the section.</param>
    public static Option<string?> Create(string description) => new("--section")
    {
        Description = $"{description}, such as ema or state_dict.netG; sige inspect lists those with a network",
        HelpName = "NAME",
    };
}
