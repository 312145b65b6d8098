using System.Globalization;

namespace Sige.Weights.Torch;

/// <summary>A tuple of a pickle.</summary>
internal sealed class PickleTuple(IReadOnlyList<object?> items)
{
    public IReadOnlyList<object?> Items { get; } = items;
}

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A dictionary of a pickle: insertion order kept, a repeated key keeps its place and takes the new value.</summary>
internal sealed class PickleDictionary(bool isOrderedDict)
{
    /// <summary>Places by name; strings, because their hash is randomised and no file can make it collide.</summary>
    private Dictionary<string, int>? _index;
    private List<KeyValuePair<string, object?>>? _members;

    /// <summary>Whether it was made by <c>collections.OrderedDict</c>, which alone may carry attributes.</summary>
    public bool IsOrderedDict { get; } = isOrderedDict;

    /// <summary>The members whose keys are text, numbers or truth values, as Python writes them; others are never looked at.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Members => _members ?? [];

    public void Set(object? key, object? value)
    {
        string? name = key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            bool truth => truth ? "True" : "False",
            null => "None",
            _ => null,
        };
        if (name is null)
            return;
        _index ??= new(StringComparer.Ordinal);
        _members ??= [];
        if (_index.TryAdd(name, _members.Count))
            _members.Add(new(name, value));
        else
            _members[_index[name]] = new(name, value);
    }

    public object? Get(string name) =>
        _index is not null && _index.TryGetValue(name, out int index) ? _members![index].Value : null;
}

/// <summary>
/// A value that is allowed to occur but never looked at, such as a set or a numpy scalar. It has no state: what a pickle puts
/// into it is dropped, so that it can neither grow nor refer to itself, and one instance stands for all.
/// </summary>
internal sealed class PickleOpaque
{
    public static readonly PickleOpaque Instance = new();

    private PickleOpaque()
    {
    }
}
