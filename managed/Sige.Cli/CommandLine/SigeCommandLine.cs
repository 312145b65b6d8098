using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sige.Cli.Commands;
using Sige.Cli.Output;

namespace Sige.Cli.CommandLine;

/// <summary>The <c>sige</c> command.</summary>
internal static class SigeCommandLine
{
    /// <summary>Parses and runs a command line.</summary>
    /// <param name="arguments">What follows the program's name.</param>
    /// <param name="terminal">Where the command writes.</param>
    /// <param name="cancellationToken">Stops the command, which then answers <see cref="ExitCode.Interrupted"/>.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        ParseResult parsed = Build(terminal, cancellationToken).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
            return ReportUsage(parsed, parsed.Errors.Select(error => error.Message), terminal);
        if (Values.FindFault(parsed) is { } fault)
            return ReportUsage(parsed, [fault], terminal);
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.OutputWriter,
                Error = terminal.ErrorWriter,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say("stopped");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            return ReportFailure(Failures.Unwrap(exception), parsed, terminal);
        }
    }

    private static RootCommand Build(Terminal terminal, CancellationToken cancellationToken)
    {
        var root = new RootCommand("Sige: edit pictures that networks paint, recomputing only what an edit reaches.")
        {
            new DemoCommand(terminal, cancellationToken),
            new InfoCommand(terminal),
            new Command("edit", "Edit incrementally what a network painted from a label map (gaugan), or a picture with a diffusion network (sdedit, sd).")
            {
                new EditGauGanCommand(terminal, cancellationToken),
                new EditSdEditCommand(terminal, cancellationToken),
                new EditStableDiffusionCommand(terminal, cancellationToken),
            },
            new Command("generate", "Paint a picture to start editing from: from a prompt (sd).")
            {
                new GenerateStableDiffusionCommand(terminal, cancellationToken),
            },
            new ConvertCommand(terminal, cancellationToken),
            new InspectCommand(terminal),
        };
        root.Add(Verbosity.Option());
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelpAction((HelpAction)help.Action!);
        return root;
    }

    private static int ReportUsage(ParseResult parsed, IEnumerable<string> faults, Terminal terminal)
    {
        var path = new List<string>();
        for (Command? command = parsed.CommandResult.Command; command is not null; command = command.Parents.OfType<Command>().FirstOrDefault())
            path.Insert(0, command is RootCommand ? "sige" : command.Name);
        foreach (string message in faults.Distinct())
            terminal.Say(message);
        terminal.ErrorWriter.WriteLine($"Try '{string.Join(' ', path)} --help'.");
        return ExitCode.Usage;
    }

    private static int ReportFailure(Exception exception, ParseResult parsed, Terminal terminal)
    {
        terminal.Say(Failures.Describe(exception, parsed.Tokens.Select(token => token.Value)));
        if (parsed.IsVerbose() && !Failures.IsExpected(exception))
            terminal.ErrorWriter.WriteLine(exception);
        return (exception as CommandException)?.ExitCode ?? ExitCode.Failure;
    }
}
