using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sige.Cli.CommandLine;

/// <summary>What holds for the values of all options and arguments.</summary>
internal static class Values
{
    private const string Dash = "-";

    /// <summary>Finds a value that can mean nothing: one that no path can have, and where it is no text an empty one, or a dash for a standard stream.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? FindFault(ParseResult parsed)
    {
        foreach (SymbolResult symbol in parsed.CommandResult.Children)
        {
            string name = symbol is OptionResult option ? option.Option.Name : (symbol as ArgumentResult)?.Argument.Name ?? "";
            bool isText = symbol is OptionResult { Option: TextOption };
            foreach (string value in symbol.Tokens.Select(token => token.Value))
            {
                if (value.Trim().Length == 0 && !isText)
                    return $"{name} is expected to have a value, found an empty one.";
                if (value.Contains('\0'))
                    return $"{name} is expected to be text, found a zero byte in it.";
                if (value == Dash && !isText)
                    return $"{name} is expected to be a file, found '-', which stands for no standard stream here; Linux and macOS name the input /dev/stdin, and a file of this name is ./-.";
            }
        }

        return null;
    }
}
