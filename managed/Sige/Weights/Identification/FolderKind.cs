namespace Sige.Weights;

/// <summary>Says what a folder is that stands where a weight file is expected, and which file in it to give.</summary>
internal static class FolderKind
{
    private const int MostLooked = 1000;
    private const int Shown = 3;

    private static readonly string[] WeightExtensions = [".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".msgpack"];

    private static readonly string[] OrbaxFiles = ["_METADATA", "_CHECKPOINT_METADATA", "manifest.ocdbt", "_sharding", "ocdbt.process_0", "checkpoint"];

    /// <summary>A sentence about the folder at <paramref name="path"/>.</summary>
    public static string Describe(string path)
    {
        try
        {
            string[] names = [.. new DirectoryInfo(path).EnumerateFileSystemInfos().Take(MostLooked).Select(entry => entry.Name).Order(StringComparer.Ordinal)];
            return Describe(path, names);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "this is a folder; a weight file is expected.";
        }
    }

    private static string Describe(string path, string[] names)
    {
        string[] weights = [.. names.Where(IsWeights)];
        if (names.Contains("model_index.json"))
            return $"this is a folder of a diffusers pipeline; a weight file is expected, such as {Pipeline(path)}.";
        if (weights.Length > 0)
            return $"this is a folder; a weight file is expected, and it holds {string.Join(", ", weights.Take(Shown).Select(WeightFormatException.Quote))}{(weights.Length > Shown ? ", ..." : "")}.";
        if (names.Contains("saved_model.pb") || names.Any(name => name.EndsWith(".index", StringComparison.Ordinal)))
            return $"this is a folder as TensorFlow writes it; {FileKind.Expected}.";
        if (names.Contains("data.pkl"))
            return "this is a folder, an unpacked PyTorch checkpoint; zip it again without compression (zip -0 -r weights.pth FOLDER) and give that.";
        if (names.Any(OrbaxFiles.Contains))
            return "this is a folder, as Orbax writes checkpoints; a Flax msgpack file is expected: write the parameters with flax.serialization.to_bytes.";
        return names.Length == 0 ? "this is an empty folder; a weight file is expected." : $"this is a folder; {FileKind.Expected}.";
    }

    private static bool IsWeights(string name) => WeightExtensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static string Pipeline(string path)
    {
        string[] found =
        [
            .. Directory.EnumerateFiles(Path.Combine(path, "unet"))
                .Select(Path.GetFileName)
                .OfType<string>()
                .Where(IsWeights)
                .Order(StringComparer.Ordinal),
        ];
        return WeightFormatException.Quote($"unet/{found.FirstOrDefault("diffusion_pytorch_model.safetensors")}");
    }
}
