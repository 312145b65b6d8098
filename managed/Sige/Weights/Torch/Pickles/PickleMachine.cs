using System.Numerics;
using System.Text;

namespace Sige.Weights.Torch;

/// <summary>
/// Reads a pickle as data: a whitelist of opcodes and of global names, counted and bounded; nothing is executed.
/// </summary>
/// <remarks>Source: the opcode descriptions of Python's <c>pickletools</c>, protocols 2 to 5.</remarks>
internal sealed class PickleMachine(PickleReader reader, Func<TorchStorageId, TorchStorage>? resolveStorage)
{
    private const int MostOpcodes = 1 << 22;
    private const int LongestInteger = 255;

    private readonly PickleStack _stack = new(reader);
    private readonly PickleCalls _calls = new(reader);
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>Reads one pickle and leaves the reader behind its last byte.</summary>
    public object? Load()
    {
        for (int i = 0; i < MostOpcodes; i++)
        {
            var opcode = (PickleOpcode)reader.ReadByte();
            if (opcode == PickleOpcode.Stop)
                return _stack.Pop();
            if (!Constant(opcode) && !Text(opcode) && !Container(opcode) && !Memo(opcode) && !Object(opcode))
                throw reader.Fault($"the opcode 0x{(byte)opcode:X2} is not allowed in a checkpoint of plain tensors; the file is damaged, or holds more than a state_dict.");
        }

        throw reader.Fault($"more than {MostOpcodes} opcodes.");
    }

    private bool Constant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                byte protocol = reader.ReadByte();
                if (protocol is < 2 or > 5)
                    throw reader.Fault($"protocol {protocol}; 2 to 5 are expected.");
                break;
            case PickleOpcode.Frame:
                ulong length = reader.ReadUInt64();
                if (length > (ulong)reader.Remaining)
                    throw reader.Fault($"a frame of {length} bytes, of which only {reader.Remaining} are there.");
                break;
            case PickleOpcode.None: _stack.Push(null); break;
            case PickleOpcode.NewTrue: _stack.Push(true); break;
            case PickleOpcode.NewFalse: _stack.Push(false); break;
            case PickleOpcode.BinInt: _stack.Push((long)(int)reader.ReadUInt32()); break;
            case PickleOpcode.BinInt1: _stack.Push((long)reader.ReadByte()); break;
            case PickleOpcode.BinInt2: _stack.Push((long)reader.ReadUInt16()); break;
            case PickleOpcode.Long1: _stack.Push(ReadInteger(reader.ReadByte())); break;
            case PickleOpcode.Long4: _stack.Push(ReadInteger(reader.ReadUInt32())); break;
            case PickleOpcode.BinFloat: _stack.Push(reader.ReadBigEndianDouble()); break;
            default: return false;
        }

        return true;
    }

    private bool Text(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.ShortBinUnicode: _stack.Push(reader.ReadText(reader.ReadByte())); break;
            case PickleOpcode.BinUnicode: _stack.Push(reader.ReadText(reader.ReadUInt32())); break;
            case PickleOpcode.BinUnicode8: _stack.Push(reader.ReadText(reader.ReadUInt64())); break;
            case PickleOpcode.ShortBinString: _stack.Push(ReadPython2Text(reader.ReadByte())); break;
            case PickleOpcode.BinString: _stack.Push(ReadPython2Text(reader.ReadUInt32())); break;
            case PickleOpcode.ShortBinBytes: SkipBytes(reader.ReadByte()); break;
            case PickleOpcode.BinBytes: SkipBytes(reader.ReadUInt32()); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: SkipBytes(reader.ReadUInt64()); break;
            default: return false;
        }

        return true;
    }

    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: _stack.PushMark(); break;
            case PickleOpcode.Pop: _stack.Pop(); break;
            case PickleOpcode.PopMark: _stack.PopToMark(); break;
            case PickleOpcode.EmptyTuple: _stack.Push(new PickleTuple([])); break;
            case PickleOpcode.EmptyList: _stack.Push(new PickleList()); break;
            case PickleOpcode.EmptyDict: _stack.Push(new PickleDictionary(isOrderedDict: false)); break;
            case PickleOpcode.EmptySet: _stack.Push(PickleOpaque.Instance); break;
            case PickleOpcode.AddItems: AddTo(_stack.PopToMark()); break;
            case PickleOpcode.FrozenSet:
                _stack.PopToMark();
                _stack.Push(PickleOpaque.Instance);
                break;
            case PickleOpcode.Tuple: _stack.Push(new PickleTuple(_stack.PopToMark())); break;
            case PickleOpcode.Tuple1: _stack.Push(new PickleTuple(_stack.Pop(1))); break;
            case PickleOpcode.Tuple2: _stack.Push(new PickleTuple(_stack.Pop(2))); break;
            case PickleOpcode.Tuple3: _stack.Push(new PickleTuple(_stack.Pop(3))); break;
            case PickleOpcode.Append: AppendTo(_stack.Pop(1)); break;
            case PickleOpcode.Appends: AppendTo(_stack.PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(_stack.Pop(2)); break;
            case PickleOpcode.SetItems: SetItems(_stack.PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool Memo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinPut: Remember(reader.ReadByte()); break;
            case PickleOpcode.LongBinPut: Remember(reader.ReadUInt32()); break;
            case PickleOpcode.Memoize: Remember((uint)_memo.Count); break;
            case PickleOpcode.BinGet: Recall(reader.ReadByte()); break;
            case PickleOpcode.LongBinGet: Recall(reader.ReadUInt32()); break;
            default: return false;
        }

        return true;
    }

    private bool Object(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: PushGlobal(reader.ReadLine(), reader.ReadLine()); break;
            case PickleOpcode.StackGlobal:
                if (_stack.Pop(2) is not [string module, string name])
                    throw reader.Fault("STACK_GLOBAL expects a module and a name.");
                PushGlobal(module, name);
                break;
            case PickleOpcode.Reduce:
                object?[] call = _stack.Pop(2);
                _stack.Push(_calls.Reduce(call[0], call[1]));
                break;
            case PickleOpcode.NewObject:
                object?[] creation = _stack.Pop(2);
                _stack.Push(_calls.NewObject(creation[0], creation[1]));
                break;
            case PickleOpcode.NewObjectWithKeywords:
                object?[] keywords = _stack.Pop(3);
                _stack.Push(_calls.NewObject(keywords[0], keywords[1]));
                break;
            case PickleOpcode.Build:
                _calls.CheckBuild(_stack.Pop(), _stack.Peek());
                break;
            case PickleOpcode.BinPersId:
                if (resolveStorage is null || TorchStorageId.Parse(_stack.Pop()) is not { } id)
                    throw reader.Fault("a persistent id that is not ('storage', class, key, location, count) is not allowed.");
                _stack.Push(resolveStorage(id));
                break;
            default: return false;
        }

        return true;
    }

    private object ReadInteger(uint length)
    {
        if (length > LongestInteger)
            throw reader.Fault($"an integer of {length} bytes; at most {LongestInteger} are allowed.");
        var value = new BigInteger(reader.ReadBytes(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private string ReadPython2Text(uint length) => Encoding.Latin1.GetString(reader.ReadBytes(length));

    /// <summary>Bytes matter to values that are never looked at only, and may be many: an array beside the weights.</summary>
    private void SkipBytes(ulong length)
    {
        reader.Skip(length);
        _stack.Push(PickleOpaque.Instance);
    }

    private void AppendTo(object?[] items)
    {
        if (_stack.Peek() is PickleList list)
            list.Items.AddRange(items);
        else if (_stack.Peek() is not PickleOpaque)
            throw reader.Fault("APPEND expects a list.");
    }

    private void AddTo(object?[] items)
    {
        if (_stack.Peek() is not PickleOpaque)
            throw reader.Fault($"ADDITEMS expects a set for its {items.Length} values.");
    }

    private void SetItems(object?[] items)
    {
        if (items.Length % 2 != 0 || _stack.Peek() is not (PickleDictionary or PickleOpaque))
            throw reader.Fault("SETITEM expects a dictionary, keys and values.");
        if (_stack.Peek() is not PickleDictionary dictionary)
            return;
        for (int i = 0; i < items.Length; i += 2)
            dictionary.Set(items[i], items[i + 1]);
    }

    /// <summary>Picklers number their values from 0; the bound keeps a file from choosing colliding keys.</summary>
    private void Remember(uint index)
    {
        if (index >= MostOpcodes)
            throw reader.Fault($"the memo index {index}; less than {MostOpcodes} is expected.");
        _memo[index] = _stack.Peek();
    }

    private void Recall(uint index)
    {
        if (!_memo.TryGetValue(index, out object? value))
            throw reader.Fault($"the memo has no entry {index}.");
        _stack.Push(value);
    }

    private void PushGlobal(string module, string name) => _stack.Push(
        TorchWhitelist.Find(module, name) ?? throw reader.Refuse(PickleKind.Refuse(module, name, isRoot: _stack.IsEmpty)));
}
