using System.Globalization;

namespace Sige.Weights.Torch;

/// <summary>Turns the nested containers of a checkpoint into a flat list of named tensors.</summary>
internal sealed class TensorTree
{
    private const int DeepestNesting = 32;
    private const int MostVisits = 1 << 22;
    private const int MostTensors = 1 << 18;
    private const int LongestName = 512;

    /// <summary>Aliases of one storage may multiply the file's size this often, beyond a small allowance.</summary>
    private const int LargestAmplification = 8;

    private const long SmallAllowance = 64 << 20;

    private readonly MappedFile _file;
    private readonly List<(string Name, PickleTensor Tensor)> _tensors = [];
    private long _bytesLeft;
    private int _visits;

    private TensorTree(MappedFile file)
    {
        _file = file;
        _bytesLeft = (file.Length * LargestAmplification) + SmallAllowance;
    }

    /// <summary>Makes a collection of all tensors under <paramref name="root"/>; it owns the file.</summary>
    public static WeightCollection Collect(MappedFile file, WeightFormat format, object? root)
    {
        var tree = new TensorTree(file);
        string? section = tree.VisitRoot(root);
        int cut = section is null ? 0 : section.Length + 1;
        return new WeightCollection(
            new WeightOrigin(file.Path, format) { UnwrappedSection = section },
            tree._tensors.Select(tensor => tensor.Tensor.Enter(tensor.Name[cut..], file)),
            file);
    }

    /// <summary>Visits everything; returns the key of the one container that holds all tensors, or null.</summary>
    private string? VisitRoot(object? root)
    {
        var holders = new List<KeyValuePair<string, object?>>();
        foreach (KeyValuePair<string, object?> member in MembersOf(root) ?? throw _file.Fault($"the checkpoint holds {Describe(root)}; a dictionary of tensors is expected, such as a module's state_dict."))
        {
            int before = _tensors.Count;
            Visit("", member, depth: 1);
            if (_tensors.Count > before)
                holders.Add(member);
        }

        return holders is [{ Value: not PickleTensor } only] ? only.Key : null;
    }

    private static string Describe(object? value) => value switch
    {
        PickleTensor tensor => $"a single tensor of shape {tensor.Shape}",
        null => "nothing",
        _ => "a single value",
    };

    private void Visit(string prefix, KeyValuePair<string, object?> member, int depth)
    {
        if (++_visits > MostVisits)
            throw _file.Fault($"the checkpoint has more than {MostVisits} values.");
        if (member.Value is not (PickleTensor or PickleDictionary or PickleList or PickleTuple))
            return;
        if (depth > DeepestNesting || prefix.Length + member.Key.Length > LongestName)
        {
            throw _file.Fault(
                $"the value {WeightFormatException.Quote(member.Key)} is nested deeper than {DeepestNesting} levels or has a name of more than {LongestName} characters.");
        }

        string name = prefix + member.Key;
        if (member.Value is PickleTensor tensor)
            Add(name, tensor);
        foreach (KeyValuePair<string, object?> part in MembersOf(member.Value) ?? [])
            Visit(name + '.', part, depth + 1);
    }

    /// <summary>The named parts of a container; null if the value is none.</summary>
    private static IEnumerable<KeyValuePair<string, object?>>? MembersOf(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Members,
        PickleList list => Number(list.Items),
        PickleTuple tuple => Number(tuple.Items),
        _ => null,
    };

    private static IEnumerable<KeyValuePair<string, object?>> Number(IReadOnlyList<object?> items) =>
        items.Select((item, i) => KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), item));

    private void Add(string name, PickleTensor tensor)
    {
        _bytesLeft -= tensor.ByteSize;
        if (_bytesLeft < 0 || _tensors.Count == MostTensors)
            throw _file.Fault($"there are more than {MostTensors} tensors, or the tensors repeat their storages until they are far larger than the file.");
        _tensors.Add((name, tensor));
    }
}
