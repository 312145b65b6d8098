using System.Buffers;
using System.Runtime.InteropServices;
using MessagePack;
using Sige.Weights;

namespace Sige.Tests.Weights;

/// <summary>An array as <c>flax.serialization</c> packs it.</summary>
/// <param name="Shape">The extents.</param>
/// <param name="Type">NumPy's name of the element type.</param>
/// <param name="Data">The elements, row-major.</param>
/// <param name="Extension">1 for an array, 3 for a scalar.</param>
internal sealed record FlaxTensor(WeightShape Shape, string Type, byte[] Data, sbyte Extension = 1)
{
    public static FlaxTensor Of(WeightShape shape, params ReadOnlySpan<float> values) =>
        new(shape, "float32", MemoryMarshal.AsBytes(values).ToArray());
}

/// <summary>Writes Flax checkpoints: maps of maps, arrays and plain values.</summary>
internal static class FlaxBuilder
{
    public static byte[] Build(IReadOnlyDictionary<string, object?> root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, root);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An array in pieces of some elements, as arrays past 2^30 bytes are written.</summary>
    public static Dictionary<string, object?> Chunked(FlaxTensor tensor, int chunkBytes, int elementSize = sizeof(float)) => new()
    {
        ["__msgpack_chunked_array__"] = true,
        ["shape"] = Number(tensor.Shape.Select(extent => (object?)extent)),
        ["chunks"] = Number(tensor.Data.Chunk(chunkBytes).Select(chunk => (object?)new FlaxTensor([chunk.Length / elementSize], tensor.Type, chunk))),
    };

    /// <summary>Places a value under a path of keys, whatever is there already.</summary>
    public static void Place(Dictionary<string, object?> root, object? value, params ReadOnlySpan<string> path)
    {
        foreach (string key in path[..^1])
        {
            if (!root.TryGetValue(key, out object? inner))
                root[key] = inner = new Dictionary<string, object?>();
            root = (Dictionary<string, object?>)inner!;
        }

        root[path[^1]] = value;
    }

    private static Dictionary<string, object?> Number(IEnumerable<object?> values) =>
        values.Index().ToDictionary(pair => $"{pair.Index}", pair => pair.Item);

    private static void Write(ref MessagePackWriter writer, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteMapHeader(map.Count);
                foreach ((string key, object? member) in map)
                {
                    writer.Write(key);
                    Write(ref writer, member);
                }

                break;
            case object?[] list:
                writer.WriteArrayHeader(list.Length);
                foreach (object? item in list)
                    Write(ref writer, item);
                break;
            case FlaxTensor tensor:
                byte[] payload = Pack(tensor);
                writer.WriteExtensionFormat(new ExtensionResult(tensor.Extension, payload));
                break;
            case string text:
                writer.Write(text);
                break;
            case bool flag:
                writer.Write(flag);
                break;
            case null:
                writer.WriteNil();
                break;
            default:
                writer.Write(Convert.ToInt64(value));
                break;
        }
    }

    private static byte[] Pack(FlaxTensor tensor)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(3);
        writer.WriteArrayHeader(tensor.Shape.Rank);
        foreach (long extent in tensor.Shape)
            writer.Write(extent);
        writer.Write(tensor.Type);
        writer.Write(tensor.Data);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
