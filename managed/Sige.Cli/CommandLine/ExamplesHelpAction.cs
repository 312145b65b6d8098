using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sige.Cli.CommandLine;

/// <summary>Writes the generated help, then the examples of the command and the exit codes.</summary>
internal sealed class ExamplesHelpAction(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        CommandExample[] examples = [.. ExamplesOf(parseResult.CommandResult.Command)];
        output.WriteLine("Examples:");
        foreach (CommandExample example in examples)
        {
            output.WriteLine($"  # {example.Purpose}");
            output.WriteLine($"  {example.CommandLine}");
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in ExitCode.Meanings)
            output.WriteLine($"  {code,-3}  {meaning}");
        return ExitCode.Success;
    }

    /// <summary>The command's own examples; a group of commands shows the first one of each.</summary>
    private static IEnumerable<CommandExample> ExamplesOf(Command command) => command is SigeCommand { Examples: var own }
        ? own
        : command.Subcommands.SelectMany(child => ExamplesOf(child).Take(1));
}
