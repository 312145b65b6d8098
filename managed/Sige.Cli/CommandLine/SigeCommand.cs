using System.CommandLine;

namespace Sige.Cli.CommandLine;

/// <summary>A command whose help ends with examples.</summary>
internal abstract class SigeCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines that work, with what they do.</summary>
    public abstract IReadOnlyList<CommandExample> Examples { get; }
}

/// <summary>An example of a help text.</summary>
/// <param name="CommandLine">What to type.</param>
/// <param name="Purpose">What it does, a short phrase.</param>
internal readonly record struct CommandExample(string CommandLine, string Purpose);
