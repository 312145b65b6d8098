using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sige.Weights;

/// <summary>Writes safetensors files, one tensor in memory at a time.</summary>
/// <remarks>
/// The same tensors give the same bytes: larger element types come first, so that every tensor is aligned, and
/// within a type names are in ordinal order. The header is padded with spaces to a multiple of 8 bytes.
/// Source: the format description of the safetensors project.
/// </remarks>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file whole or not at all: it is built beside <paramref name="path"/> and moved there.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="entries">The tensors, in any order.</param>
    /// <param name="metadata">Text pairs for <c>__metadata__</c>; null or empty leaves it out.</param>
    /// <param name="written">Is told of each tensor after it was written.</param>
    /// <param name="cancellationToken">Ends the writing between two tensors; nothing is left behind.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, a name is <c>__metadata__</c>, or a tensor exceeds one array.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Write(
        string path,
        IEnumerable<WeightData> entries,
        IReadOnlyDictionary<string, string>? metadata = null,
        IProgress<WeightInfo>? written = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WeightData[] ordered =
        [
            .. entries.OrderByDescending(e => e.Info.DataType.ElementSize()).ThenBy(e => e.Info.Name, StringComparer.Ordinal),
        ];
        CheckNames(ordered);
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".sige-{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(BuildHeader(ordered, metadata));
                WriteTensors(stream, ordered, written, cancellationToken);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException error) when (error.Message.Contains(temporary, StringComparison.Ordinal) && error.GetType() == typeof(IOException))
        {
            // Such as a full disk: the caller knows the file by the name that it gave.
            File.Delete(temporary);
            throw new IOException(error.Message.Replace(temporary, full, StringComparison.Ordinal), error.HResult);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void CheckNames(WeightData[] entries)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (WeightInfo info in entries.Select(entry => entry.Info))
        {
            if (!names.Add(info.Name))
                throw new ArgumentException($"The tensor name '{info.Name}' is reserved or occurs twice.", nameof(entries));
            if (info.ByteSize > Array.MaxLength)
                throw new ArgumentException($"Tensor '{info.Name}' has {info.ByteSize} bytes, more than one array holds.", nameof(entries));
        }
    }

    private static byte[] BuildHeader(WeightData[] entries, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        json.Write(new byte[Alignment]);
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(writer, metadata);
            long offset = 0;
            foreach (WeightInfo info in entries.Select(entry => entry.Info))
                offset = WriteInfo(writer, info, offset);
            writer.WriteEndObject();
        }

        int padding = (Alignment - (json.WrittenCount % Alignment)) % Alignment;
        byte[] header = [.. json.WrittenSpan, .. Enumerable.Repeat((byte)' ', padding)];
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - Alignment);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject("__metadata__");
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static long WriteInfo(Utf8JsonWriter writer, WeightInfo info, long begin)
    {
        long end = checked(begin + info.ByteSize);
        writer.WriteStartObject(info.Name);
        writer.WriteString("dtype", info.DataType.SafetensorsName());
        writer.WriteStartArray("shape");
        foreach (long extent in info.Shape)
            writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return end;
    }

    private static void WriteTensors(
        FileStream stream, WeightData[] entries, IProgress<WeightInfo>? written, CancellationToken cancellationToken)
    {
        foreach (WeightData entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int size = (int)entry.Info.ByteSize;
            byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                Span<byte> bytes = buffer.AsSpan(0, size);
                bytes.Clear();
                entry.Produce(bytes);
                stream.Write(bytes);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            written?.Report(entry.Info);
        }
    }
}
