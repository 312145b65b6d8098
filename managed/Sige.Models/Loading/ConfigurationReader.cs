using System.Globalization;
using System.Text.Json;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Reads the keys of a JSON object that describes a network; each that does not fit is named with what was expected and found.</summary>
/// <param name="root">The object.</param>
/// <param name="label">The file, for messages.</param>
/// <param name="subject">What the object is, for messages.</param>
internal class ConfigurationReader(JsonElement root, string label, string subject)
{
    /// <summary>A key's value; null where it is left out or null.</summary>
    public JsonElement? Find(string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>True or false; false where it is left out, unless another default is given.</summary>
    public bool Flag(string name, bool otherwise = false)
    {
        Require(Find(name) is null or { ValueKind: JsonValueKind.True or JsonValueKind.False }, name, "true or false");
        return Find(name) is { } value ? value.ValueKind == JsonValueKind.True : otherwise;
    }

    /// <summary>A whole number; without a default it has to be there.</summary>
    public int Number(string name, int least, int most, int? otherwise)
    {
        if (Find(name) is not { } value && otherwise is { } number)
            return number;
        Require(TryNumber(Find(name), out number) && number >= least && number <= most, name, $"a whole number from {least} to {most}");
        return number;
    }

    /// <summary>A list of whole numbers; empty where it is no list.</summary>
    public int[] Numbers(string name)
    {
        JsonElement[] items = Find(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];
        var numbers = new int[items.Length];
        for (int i = 0; i < items.Length; i++)
            Require(TryNumber(items[i], out numbers[i]), name, "a list of whole numbers");
        return numbers;
    }

    /// <summary>One whole number for each of several levels: a list of as many, or one for all.</summary>
    public int[] NumbersForLevels(string name, int levels, int least, int most, int? otherwise)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array })
            return [.. Enumerable.Repeat(Number(name, least, most, otherwise), levels)];
        int[] numbers = Numbers(name);
        Require(numbers.Length == levels && numbers.All(number => number >= least && number <= most), name, $"{levels} whole numbers from {least} to {most}");
        return numbers;
    }

    /// <summary>The strings of a list; empty where it is no list, null for what is no string.</summary>
    public string?[] Words(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString() : null)]
        : [];

    /// <summary>A number above 0, at most 1.</summary>
    public float Fraction(string name, float otherwise)
    {
        if (Find(name) is not { } value)
            return otherwise;
        bool fits = value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && number is > 0 and <= 1;
        Require(fits, name, "a number above 0");
        return value.GetSingle();
    }

    /// <summary>A number between two others, both excluded.</summary>
    public double Between(string name, double least, double most, double otherwise)
    {
        if (Find(name) is not { } value)
            return otherwise;
        bool fits = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number > least && number < most;
        Require(fits, name, string.Create(CultureInfo.InvariantCulture, $"a number above {least} and below {most}"));
        return value.GetDouble();
    }

    /// <summary>What a word stands for; a default where it is left out.</summary>
    public T Choose<T>(string name, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Find(name) is not { } value)
            return otherwise;
        foreach ((string word, T choice) in choices)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(word))
                return choice;
        }

        Require(false, name, string.Join(" or ", choices.ToArray().Select(choice => $"'{choice.Word}'")));
        return otherwise;
    }

    /// <summary>Refuses a word that is not one of those expected; one that is left out is not looked at.</summary>
    public void RequireIs(string name, params ReadOnlySpan<string> expected)
    {
        if (Find(name) is not { } value)
            return;
        Require(value.ValueKind == JsonValueKind.String && expected.Contains(value.GetString()!), name, string.Join(" or ", expected.ToArray().Select(text => $"'{text}'")));
    }

    /// <summary>Refuses another number; one that is left out is not looked at.</summary>
    public void RequireIs(string name, double expected)
    {
        if (Find(name) is { } value)
            Require(value.ValueKind == JsonValueKind.Number && value.GetDouble() == expected, name, expected.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Refuses any value but null.</summary>
    public void RequireNull(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            Require(Find(name) is null, name, "null");
    }

    /// <summary>Throws where a key does not fit.</summary>
    /// <exception cref="WeightFormatException">The message has the key, what was expected and what was found.</exception>
    public void Require(bool holds, string name, string expected)
    {
        if (holds)
            return;
        const int Longest = 80;
        string found = Find(name) is { } value ? string.Concat(value.GetRawText().Select(c => char.IsControl(c) ? ' ' : c)) : "missing";
        throw new WeightFormatException(
            label, $"in {subject} '{name}' is expected to be {expected}, but is {(found.Length > Longest ? found[..Longest] + "..." : found)}.");
    }

    private static bool TryNumber(JsonElement? value, out int number)
    {
        number = 0;
        return value is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out number);
    }
}
