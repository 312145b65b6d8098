using System.Text.Json;

namespace Sige.Weights;

/// <summary>The list of tensors of a model whose weights are split over several files, each with its file.</summary>
/// <remarks>
/// Source: the description of <c>*.index.json</c> files by the transformers and diffusers projects: an object with <c>weight_map</c>.
/// </remarks>
internal sealed class ShardIndex
{
    private const int LargestFile = 1 << 26;
    private const int MostFiles = 1024;

    private ShardIndex(string path, IReadOnlyDictionary<string, string> files) => (Path, Files) = (path, files);

    /// <summary>The index itself.</summary>
    public string Path { get; }

    /// <summary>The name of the file beside the index that has each tensor.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>Whether a path is that of an index, by its name.</summary>
    public static bool IsOne(string path) => path.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);

    /// <summary>Reads an index.</summary>
    /// <exception cref="WeightFormatException">It is none, or names files that are not beside it.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ShardIndex Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > LargestFile)
            throw new WeightFormatException(path, $"this index of weight files has {stream.Length} bytes; at most {LargestFile} are expected.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return new ShardIndex(path, ReadMap(path, document.RootElement));
        }
        catch (JsonException fault)
        {
            throw new WeightFormatException(path, $"this is no index of weight files: {fault.Message}", innerException: fault);
        }
    }

    private static Dictionary<string, string> ReadMap(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            throw new WeightFormatException(path, "this is no index of weight files: an object with the object 'weight_map' is expected.");
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty tensor in map.EnumerateObject())
        {
            string? file = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString() : null;
            if (file is null || !IsPlainName(file))
                throw new WeightFormatException(path, $"tensor {WeightFormatException.Quote(tensor.Name)} is expected to have the name of a file beside the index, but has {WeightFormatException.Quote(file ?? tensor.Value.GetRawText())}.");
            if (!files.TryAdd(tensor.Name, file))
                throw new WeightFormatException(path, $"tensor {WeightFormatException.Quote(tensor.Name)} is listed twice.");
        }

        int count = files.Values.Distinct(StringComparer.Ordinal).Count();
        return count is >= 1 and <= MostFiles
            ? files
            : throw new WeightFormatException(path, $"this index names {count} weight files; 1 to {MostFiles} are expected.");
    }

    /// <summary>An index may come from anywhere: it must not lead out of its folder, nor to another index.</summary>
    private static bool IsPlainName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0 && !name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
