namespace Sige.Weights.Torch;

/// <summary>The stack of a pickle machine, with its marks.</summary>
internal sealed class PickleStack(PickleReader reader)
{
    private const int MostItems = 1 << 20;

    private readonly List<object?> _items = [];
    private readonly Stack<int> _marks = new();

    public bool IsEmpty => _items.Count == 0;

    public void Push(object? item)
    {
        if (_items.Count == MostItems)
            throw reader.Fault($"more than {MostItems} values on the stack.");
        _items.Add(item);
    }

    public void PushMark()
    {
        if (_marks.Count == MostItems)
            throw reader.Fault($"more than {MostItems} marks on the stack.");
        _marks.Push(_items.Count);
    }

    public object? Peek() => _items.Count > Floor ? _items[^1] : throw Underflow();

    public object? Pop() => Pop(1)[0];

    /// <summary>Takes the topmost items, the deepest first.</summary>
    public object?[] Pop(int count) => _items.Count - count >= Floor ? TakeFrom(_items.Count - count) : throw Underflow();

    public object?[] PopToMark() => _marks.TryPop(out int mark) ? TakeFrom(mark) : throw reader.Fault("there is no mark on the stack.");

    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    private object?[] TakeFrom(int start)
    {
        object?[] taken = [.. _items.GetRange(start, _items.Count - start)];
        _items.RemoveRange(start, taken.Length);
        return taken;
    }

    private WeightFormatException Underflow() => reader.Fault("a value is missing on the stack.");
}
