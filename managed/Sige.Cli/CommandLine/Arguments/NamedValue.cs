using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Sige.Cli.CommandLine;

/// <summary>Options whose value is one of a few names, or has a form of its own.</summary>
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

    /// <summary>Makes an option of a value that is written in a form of its own; it is null where it is left out.</summary>
    /// <param name="name">Name with dashes.</param>
    /// <param name="description">Its help text.</param>
    /// <param name="form">The form in short, such as <c>X,Y,W,H</c>.</param>
    /// <param name="expected">What a good value is, for the message.</param>
    /// <param name="parse">Reads a value, or gives null.</param>
    public static Option<T?> OptionOf<T>(string name, string description, string form, string expected, Func<string, T?> parse)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = form,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (parse(text) is { } value)
                    return value;
                result.AddError($"{name} is expected to be {expected}, found '{text}'.");
                return null;
            },
        };

    /// <summary>Makes an option of a number in a range; it is null where it is left out.</summary>
    /// <param name="name">Name with dashes.</param>
    /// <param name="description">Its help text.</param>
    /// <param name="least">The least that it may be, not below 0.</param>
    /// <param name="largest">The largest; that of the type for no bound.</param>
    public static Option<T?> Number<T>(string name, string description, T least, T largest)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ParseNumber(result, name, least, largest),
        };

    /// <summary>The same with a value for where it is left out.</summary>
    /// <param name="name">Name with dashes.</param>
    /// <param name="description">Its help text.</param>
    /// <param name="least">The least that it may be, not below 0.</param>
    /// <param name="largest">The largest; that of the type for no bound.</param>
    /// <param name="usual">What it is where it is left out.</param>
    public static Option<T> Number<T>(string name, string description, T least, T largest, T usual)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => ParseNumber(result, name, least, largest) ?? usual,
            DefaultValueFactory = _ => usual,
        };

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

    private static T? ParseNumber<T>(ArgumentResult result, string option, T least, T largest)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out T value) && value >= least && value <= largest)
            return value;
        string range = largest == T.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} on")
            : string.Create(CultureInfo.InvariantCulture, $"{least} to {largest}");
        result.AddError($"{option} is expected to be {range}, found '{text}'.");
        return null;
    }
}
