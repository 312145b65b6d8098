using System.Buffers;
using System.Globalization;
using System.Text;
using MessagePack;

namespace Sige.Weights.Flax;

/// <summary>Reads what <c>flax.serialization</c> writes, whose tensors stay in the mapped file until asked for.</summary>
/// <remarks>
/// Nested maps with text as keys; an array is an extension of type 1, a scalar of type 3, both a packed tuple of shape, NumPy's type
/// name and elements in row-major order; an array past 2^30 bytes is a map of its shape and its chunks.
/// Source: <c>flax/serialization.py</c>, <c>msgpack_serialize</c>.
/// </remarks>
internal sealed class FlaxReader
{
    private const string ChunkedKey = "__msgpack_chunked_array__";
    private const sbyte ArrayType = 1;
    private const sbyte ScalarType = 3;

    private const int DeepestNesting = 32;
    private const int MostValues = 1 << 22;
    private const int MostTensors = 1 << 18;
    private const int LongestName = 512;

    private readonly MappedFile _file;
    private readonly List<WeightEntry> _tensors = [];
    private int _values;

    private FlaxReader(MappedFile file) => _file = file;

    /// <summary>Whether a file of this beginning is a MessagePack map whose first key is text.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start)
    {
        int header = start.IsEmpty ? 0 : start[0] switch
        {
            > MessagePackCode.MinFixMap and <= MessagePackCode.MaxFixMap => 1,
            MessagePackCode.Map16 => 3,
            MessagePackCode.Map32 => 5,
            _ => 0,
        };
        return header > 0 && start.Length > header && MessagePackCode.ToMessagePackType(start[header]) == MessagePackType.String;
    }

    public static WeightCollection Read(MappedFile file)
    {
        var flax = new FlaxReader(file);
        string? section = flax.ReadRoot();
        IEnumerable<WeightEntry> entries = section is null
            ? flax._tensors
            : flax._tensors.Select(tensor => tensor.Rename(tensor.Info.Name[(section.Length + 1)..]));
        return new WeightCollection(new WeightOrigin(file.Path, WeightFormat.Flax) { UnwrappedSection = section }, entries, file);
    }

    /// <summary>Reads everything; returns the key of the one map that holds all tensors, or null.</summary>
    private string? ReadRoot()
    {
        using var mapped = new MappedSequence(_file);
        var reader = new MessagePackReader(mapped.Bytes);
        try
        {
            string? section = ReadRoot(ref reader);
            return reader.End ? section : throw _file.Fault("bytes follow the outermost map.", reader.Consumed);
        }
        catch (Exception fault) when (fault is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentException)
        {
            throw _file.Fault("the MessagePack data is damaged or cut short; download or write the file again.", reader.Consumed, fault);
        }
    }

    private string? ReadRoot(ref MessagePackReader reader)
    {
        var holders = new List<(string Key, bool IsMap)>();
        int count = reader.ReadMapHeader();
        for (int i = 0; i < count; i++)
        {
            int before = _tensors.Count;
            string key = ReadKey(ref reader, "");
            bool isMap = reader.NextMessagePackType is MessagePackType.Map or MessagePackType.Array;
            ReadValue(ref reader, key, depth: 1);
            if (_tensors.Count > before)
                holders.Add((key, isMap && _tensors[before].Info.Name != key));
        }

        return holders is [{ IsMap: true } only] ? only.Key : null;
    }

    private void ReadValue(ref MessagePackReader reader, string name, int depth)
    {
        if (++_values > MostValues)
            throw _file.Fault($"the checkpoint has more than {MostValues} values.", reader.Consumed);
        if (depth > DeepestNesting)
            throw _file.Fault($"the value {WeightFormatException.Quote(name)} is nested deeper than {DeepestNesting} levels.", reader.Consumed);
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                ReadMap(ref reader, name, depth);
                break;
            case MessagePackType.Array:
                int count = reader.ReadArrayHeader();
                for (int i = 0; i < count; i++)
                    ReadValue(ref reader, Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
                break;
            case MessagePackType.Extension:
                if (ReadArray(ref reader, name) is { } array)
                    Add(name, array.Type, array.Shape, [array.Elements]);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadMap(ref MessagePackReader reader, string name, int depth)
    {
        int count = reader.ReadMapHeader();
        for (int i = 0; i < count; i++)
        {
            string key = ReadKey(ref reader, name);
            if (key == ChunkedKey)
            {
                if (i != 0 || count != 3)
                    throw _file.Fault($"the chunked array {WeightFormatException.Quote(name)} is not written as flag, shape and chunks.", reader.Consumed);
                ReadChunked(ref reader, name);
                return;
            }

            ReadValue(ref reader, Join(name, key), depth + 1);
        }
    }

    /// <summary>Reads the rest of a chunked array's map: the flag's value, then the shape and the chunks as numbered maps.</summary>
    private void ReadChunked(ref MessagePackReader reader, string name)
    {
        reader.ReadBoolean();
        var extents = new long[ReadNumbered(ref reader, name, "shape")];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            RequireKey(ref reader, name, axis.ToString(CultureInfo.InvariantCulture));
            extents[axis] = reader.ReadInt64();
        }

        StoredType? type = null;
        var chunks = new FlaxChunk[ReadNumbered(ref reader, name, "chunks")];
        for (int i = 0; i < chunks.Length; i++)
        {
            RequireKey(ref reader, name, i.ToString(CultureInfo.InvariantCulture));
            FlaxArray? array = reader.NextMessagePackType == MessagePackType.Extension ? ReadArray(ref reader, name) : null;
            if (array is null || (type is not null && type != array.Type))
                throw _file.Fault($"chunk {i} of {WeightFormatException.Quote(name)} is not an array of the same type as the others.", reader.Consumed);
            (type, chunks[i]) = (array.Type, array.Elements);
        }

        long bytes = chunks.Sum(chunk => chunk.Bytes);
        if (type is null || !WeightShape.TryCountElements(extents, out long count) || !FlaxArray.Fits(type, count, bytes))
            throw _file.Fault($"the chunks of {WeightFormatException.Quote(name)} have {bytes} bytes, which do not fit the shape [{string.Join(", ", extents)}].", reader.Consumed);
        Add(name, type, new WeightShape(extents), chunks);
    }

    private int ReadNumbered(ref MessagePackReader reader, string name, string key)
    {
        const int Most = 1 << 10;
        RequireKey(ref reader, name, key);
        int count = reader.ReadMapHeader();
        return count <= Most ? count : throw _file.Fault($"the {key} of {WeightFormatException.Quote(name)} has {count} entries; at most {Most} are allowed.", reader.Consumed);
    }

    private void RequireKey(ref MessagePackReader reader, string name, string key)
    {
        if (ReadKey(ref reader, name) is var found && found != key)
            throw _file.Fault($"the chunked array {WeightFormatException.Quote(name)} has the key {WeightFormatException.Quote(found)} where '{key}' is expected.", reader.Consumed);
    }

    private FlaxArray? ReadArray(ref MessagePackReader reader, string name)
    {
        ExtensionHeader header = reader.ReadExtensionFormatHeader();
        ReadOnlySequence<byte> payload = reader.ReadRaw(header.Length);
        return header.TypeCode is ArrayType or ScalarType
            ? FlaxArray.Read(payload, reader.Consumed - header.Length, name, _file)
            : null;
    }

    private string ReadKey(ref MessagePackReader reader, string owner)
    {
        if (reader.NextMessagePackType == MessagePackType.Integer)
            return reader.ReadInt64().ToString(CultureInfo.InvariantCulture);
        if (reader.NextMessagePackType != MessagePackType.String)
            throw _file.Fault($"a key under {WeightFormatException.Quote(owner)} is neither text nor an integer.", reader.Consumed);
        ReadOnlySequence<byte> text = reader.ReadStringSequence() ?? default;
        return text.Length <= LongestName
            ? Encoding.UTF8.GetString(text)
            : throw _file.Fault($"a key under {WeightFormatException.Quote(owner)} has {text.Length} bytes; at most {LongestName} are allowed.", reader.Consumed);
    }

    private string Join(string owner, string key) => owner.Length + key.Length < LongestName
        ? $"{owner}.{key}"
        : throw _file.Fault($"the value {WeightFormatException.Quote(key)} has a name of more than {LongestName} characters.");

    private void Add(string name, StoredType type, WeightShape shape, IReadOnlyList<FlaxChunk> chunks)
    {
        if (_tensors.Count == MostTensors)
            throw _file.Fault($"there are more than {MostTensors} tensors.");
        WeightInfo info = WeightInfo.Of(name, type, shape, chunks.Sum(chunk => chunk.Bytes));
        _tensors.Add(info.IsReadable ? new FlaxEntry(info, chunks, _file) : new ListedEntry(info, _file.Path));
    }
}
