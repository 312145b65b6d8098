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
            TorchGlobalKind.DefaultDict when items.Count <= 1 => new PickleDictionary(isOrderedDict: false),
            TorchGlobalKind.RebuildTensor => Tensor(global, items),
            TorchGlobalKind.RebuildParameter when items is [PickleTensor tensor, ..] && items.Count is 2 or 3 or 4 => tensor,
            TorchGlobalKind.RebuildFromType when items is
                [TorchGlobal { Kind: TorchGlobalKind.RebuildTensor } function, TorchGlobal { Kind: TorchGlobalKind.TensorClass }, PickleTuple { Items: var inner }, _] =>
                Tensor(function, inner),
            TorchGlobalKind.Size when items is [PickleTuple size] => size,
            TorchGlobalKind.OpaqueClass => PickleOpaque.Instance,
            _ => throw reader.Fault($"'{global.Name}' cannot be called with these {items.Count} arguments."),
        };
    }

    /// <summary>The value of a class's <c>__new__</c>, with or without keywords.</summary>
    public object NewObject(object? callee, object? arguments) =>
        callee is TorchGlobal { Kind: TorchGlobalKind.OpaqueClass } && arguments is PickleTuple
            ? PickleOpaque.Instance
            : throw reader.Fault("NEWOBJ expects a class from the list of values that are never looked at, and a tuple of arguments.");

    /// <summary>
    /// Checks an assignment of attributes: module versions on a state_dict occur, and the state of values that are never
    /// looked at; neither is of use here.
    /// </summary>
    public void CheckBuild(object? state, object? target)
    {
        if (target is not PickleOpaque && !(target is PickleDictionary { IsOrderedDict: true } && state is PickleDictionary))
            throw reader.Fault("BUILD is allowed on an OrderedDict and on values that are never looked at only.");
    }

    private PickleTensor Tensor(TorchGlobal function, IReadOnlyList<object?> arguments) =>
        TensorCalls.Create(function, arguments, out string reason) ?? throw reader.Fault(reason);

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
