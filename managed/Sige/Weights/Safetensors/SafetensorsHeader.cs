using System.Text;
using System.Text.Json;

namespace Sige.Weights.Safetensors;

/// <summary>The parsed JSON header of a safetensors file; offsets are not yet checked against the data.</summary>
internal sealed class SafetensorsHeader
{
    private const int MostTensors = 1 << 18;
    private const int MostMetadata = 1 << 16;
    private const int HighestRank = 64;

    private readonly MappedFile _file;
    private readonly List<Tensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(MappedFile file) => _file = file;

    public IReadOnlyList<Tensor> Tensors => _tensors;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public static SafetensorsHeader Parse(MappedFile file, ReadOnlySpan<byte> json)
    {
        var header = new SafetensorsHeader(file);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            header.ParseRoot(ref reader);
            if (reader.Read())
                throw header.Fault(in reader, "the header goes on after its closing brace.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw file.Fault(
                $"the header is not valid JSON: {fault.Message}", SafetensorsReader.LengthSize + reader.BytesConsumed, fault);
        }

        return header;
    }

    private void ParseRoot(ref Utf8JsonReader reader)
    {
        Advance(ref reader, JsonTokenType.StartObject);
        while (NextMember(ref reader, out string name))
        {
            if (!_names.Add(name))
                throw Fault(in reader, $"the name {WeightFormatException.Quote(name)} occurs twice.");
            if (_names.Count > MostTensors)
                throw Fault(in reader, $"the header has more than {MostTensors} tensors.");
            if (name == "__metadata__")
                ParseMetadata(ref reader);
            else
                _tensors.Add(ParseTensor(ref reader, name));
        }
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        Advance(ref reader, JsonTokenType.StartObject);
        while (NextMember(ref reader, out string key))
        {
            Advance(ref reader, JsonTokenType.String);
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Fault(in reader, $"the metadata key {WeightFormatException.Quote(key)} occurs twice.");
            if (_metadata.Count > MostMetadata)
                throw Fault(in reader, $"there are more than {MostMetadata} pairs of metadata.");
        }
    }

    private Tensor ParseTensor(ref Utf8JsonReader reader, string name)
    {
        StoredType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Advance(ref reader, JsonTokenType.StartObject);
        while (NextMember(ref reader, out string key))
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Advance(ref reader, JsonTokenType.String);
                    type = StoredTypes.BySafetensorsName(reader.GetString()!);
                    break;
                case "shape" when shape is null:
                    shape = ParseNumbers(ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ParseNumbers(ref reader);
                    break;
                default:
                    throw Fault(in reader, $"tensor {WeightFormatException.Quote(name)} has an unknown or repeated member {WeightFormatException.Quote(key)}.");
            }
        }

        if (type is null || shape is null || offsets is not [long begin, long end] || begin > end)
            throw Fault(in reader, $"tensor {WeightFormatException.Quote(name)} needs dtype, shape, and data_offsets [begin, end].");
        if (!WeightShape.TryCountElements(shape, out long count) || count > long.MaxValue / Math.Max(type.Bits, 8))
            throw Fault(in reader, $"the shape of tensor {WeightFormatException.Quote(name)} overflows.");
        return new Tensor(WeightInfo.Of(name, type, new WeightShape(shape), end - begin), type, begin, end);
    }

    private long[] ParseNumbers(ref Utf8JsonReader reader)
    {
        var numbers = new List<long>();
        Advance(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count == HighestRank)
                throw Fault(in reader, $"expected at most {HighestRank} integers from 0 to {long.MaxValue}.");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private void Advance(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        if (!reader.Read() || reader.TokenType != expected)
            throw Fault(in reader, $"expected {expected}, found {reader.TokenType}.");
    }

    private static bool NextMember(ref Utf8JsonReader reader, out string name)
    {
        bool more = reader.Read() && reader.TokenType == JsonTokenType.PropertyName;
        name = more ? reader.GetString()! : "";
        return more;
    }

    private WeightFormatException Fault(in Utf8JsonReader reader, string reason) =>
        _file.Fault("in the safetensors header: " + reason, SafetensorsReader.LengthSize + reader.TokenStartIndex);

    /// <summary>A tensor and its range in the data block, in bytes.</summary>
    internal sealed record Tensor(WeightInfo Info, StoredType Type, long Begin, long End)
    {
        /// <summary>The bytes that type and shape demand, where the type is known; else the fewest that hold one bit an element.</summary>
        public long FewestBytes => (long)(((UInt128)Info.Shape.ElementCount * (uint)Math.Max(Type.Bits, 1) + 7) / 8);
    }
}
