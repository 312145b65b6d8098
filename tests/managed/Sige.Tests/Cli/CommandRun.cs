using Sige.Cli.CommandLine;
using Sige.Cli.Output;

namespace Sige.Tests.Cli;

/// <summary>What a command answered and wrote, run in this process with both streams redirected.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard error.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static CommandRun Of(params IReadOnlyList<string> arguments) => Of(CancellationToken.None, arguments);

    public static CommandRun Of(CancellationToken cancellationToken, params IReadOnlyList<string> arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = SigeCommandLine.Run(arguments, new Terminal(output, error, outputIsTerminal: false, errorIsTerminal: false), cancellationToken);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
