using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sige.Cli.CommandLine;

/// <summary>Checks of a command's options against each other.</summary>
internal static class Checks
{
    /// <summary>Adds a check. It ends at the first option that cannot be read, which is an error by itself.</summary>
    public static void AddCheck(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        try
        {
            check(result);
        }
        catch (InvalidOperationException) when (result.Children.OfType<OptionResult>().Any(option => option.Errors.Any()))
        {
            // The parser tells of it.
        }
    });
}
