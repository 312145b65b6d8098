using System.CommandLine;
using System.CommandLine.Parsing;

namespace Sige.Cli.CommandLine;

/// <summary>Options whose value is one of a few names.</summary>
internal static class NamedValue
{
    /// <summary>Makes an option; its value is null where it is left out.</summary>
    /// <param name="name">Name with dashes.</param>
    /// <param name="description">Its help text.</param>
    /// <param name="values">The names, in lower case, with what they stand for.</param>
    public static Option<T?> Option<T>(string name, string description, params IReadOnlyList<(string Name, T Value)> values)
        where T : struct
    {
        string names = string.Join('|', values.Select(value => value.Name));
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = names,
            CustomParser = result => Parse(result, name, names, values),
        };
        option.CompletionSources.Add([.. values.Select(value => value.Name)]);
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string option, string names, IReadOnlyList<(string Name, T Value)> values)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        foreach ((string name, T value) in values)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        result.AddError($"{option} is expected to be one of {names}, found '{text}'.");
        return null;
    }
}
