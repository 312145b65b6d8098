namespace Sige.Weights.Torch;

/// <summary>The few calls that a checkpoint's pickle may make, each answered by plain data.</summary>
internal sealed class PickleCalls(PickleReader reader)
{
    private const int MostPairs = 1 << 20;

    private int _pairs;

    /// <summary>The value of a call of a whitelisted name.</summary>
    public object? Reduce(object? callee, object? arguments)
    {
        if (callee is not TorchGlobal global || arguments is not PickleTuple { Items: var items })
            throw reader.Fault("REDUCE expects a known name and a tuple of arguments.");
        return global.Kind switch
        {
            TorchGlobalKind.OrderedDict => OrderedDict(items),
            TorchGlobalKind.RebuildTensor => TorchTensor.Create(items, out string reason) ?? throw reader.Fault(reason),
            TorchGlobalKind.RebuildParameter when items is [TorchTensor tensor, ..] && items.Count is 2 or 3 => tensor,
            TorchGlobalKind.Size when items is [PickleTuple size] => size,
            TorchGlobalKind.NumpyType => PickleNumpyType.Instance,
            TorchGlobalKind.OpaqueCall => PickleOpaque.Instance,
            _ => throw reader.Fault($"{global.Kind} cannot be called with these {items.Count} arguments."),
        };
    }

    /// <summary>
    /// Checks an assignment of attributes: module versions on a state_dict and the layout of a numpy dtype occur, and
    /// neither is of use here.
    /// </summary>
    public void CheckBuild(object? state, object? target)
    {
        bool allowed = (target is PickleDictionary { IsOrderedDict: true } && state is PickleDictionary)
            || (target is PickleNumpyType && state is PickleTuple);
        if (!allowed)
            throw reader.Fault("BUILD is allowed on an OrderedDict and on a numpy dtype only.");
    }

    /// <summary>Python 3 calls it without arguments; Python 2 passes a list of pairs.</summary>
    private PickleDictionary OrderedDict(IReadOnlyList<object?> arguments)
    {
        var dictionary = new PickleDictionary(isOrderedDict: true);
        if (arguments.Count == 0)
            return dictionary;
        if (arguments is not [PickleList pairs])
            throw reader.Fault("OrderedDict expects no argument or a list of pairs.");
        foreach (object? pair in pairs.Items)
        {
            IReadOnlyList<object?>? items = (pair as PickleTuple)?.Items ?? (pair as PickleList)?.Items;
            if (items is not [var key, var value])
                throw reader.Fault("OrderedDict expects a list of pairs.");
            if (++_pairs > MostPairs)
                throw reader.Fault($"more than {MostPairs} pairs given to OrderedDict.");
            dictionary.Set(key, value);
        }

        return dictionary;
    }
}
