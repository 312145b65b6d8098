using System.CommandLine;

namespace Sige.Cli.CommandLine;

/// <summary><c>--verbose</c>, which every command has.</summary>
internal static class Verbosity
{
    private const string Name = "--verbose";

    /// <summary>Makes the option.</summary>
    public static Option<bool> Option() => new(Name) { Description = "Also write routine notes, and the stack of an unexpected error", Recursive = true };

    /// <summary>Whether it was given.</summary>
    public static bool IsVerbose(this ParseResult arguments) => arguments.GetValue<bool>(Name);
}
