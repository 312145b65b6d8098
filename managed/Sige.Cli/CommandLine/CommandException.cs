namespace Sige.Cli.CommandLine;

/// <summary>A command cannot do what it was asked; the message is for the person who typed it.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    /// <summary>What the process answers.</summary>
    public int ExitCode { get; } = exitCode;
}
