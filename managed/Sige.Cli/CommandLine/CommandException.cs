namespace Sige.Cli.CommandLine;

/// <summary>A command cannot do what it was asked; the message is for the person who typed it.</summary>
internal sealed class CommandException : Exception
{
    /// <summary>Says what is wrong.</summary>
    public CommandException(string message, int exitCode = CommandLine.ExitCode.Failure)
        : base(message) => ExitCode = exitCode;

    /// <summary>Says what is wrong, where the cause is another exception.</summary>
    public CommandException(string message, Exception cause)
        : base(message, cause) => ExitCode = CommandLine.ExitCode.Failure;

    /// <summary>What the process answers.</summary>
    public int ExitCode { get; }
}
