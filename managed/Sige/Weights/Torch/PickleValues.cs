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

    /// <summary>The members whose keys are text or integers, the latter in decimal.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Members => _members ?? [];

    /// <summary>Whether a member was left out because its key has no name.</summary>
    public bool HasUnnamedTensor { get; private set; }

    public void Set(object? key, object? value)
    {
        string? name = key switch
        {
            string text => text,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        if (name is null)
        {
            HasUnnamedTensor |= value is TorchTensor;
            return;
        }

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

/// <summary>A value that is allowed to occur but never looked at, such as a numpy scalar.</summary>
internal sealed class PickleOpaque
{
    public static readonly PickleOpaque Instance = new();

    private PickleOpaque()
    {
    }
}

/// <summary>A numpy dtype, opaque but for the state that a pickle sets on it.</summary>
internal sealed class PickleNumpyType
{
    public static readonly PickleNumpyType Instance = new();

    private PickleNumpyType()
    {
    }
}
