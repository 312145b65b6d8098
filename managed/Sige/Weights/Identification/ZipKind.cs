namespace Sige.Weights;

/// <summary>Says what a zip archive is that <c>torch.save</c> did not write, by the names in it.</summary>
internal static class ZipKind
{
    private static readonly string[] WeightExtensions = [".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".msgpack", ".pkl"];

    /// <summary>A sentence about an archive of another kind; null for what may be a checkpoint of tensors.</summary>
    /// <param name="names">The names of its entries.</param>
    public static string? Describe(IEnumerable<string> names)
    {
        if (names.Any(name => IsPart(name, "constants.pkl") || name.Contains("/code/__torch__", StringComparison.Ordinal) || name.StartsWith("code/__torch__", StringComparison.Ordinal)))
            return "this is TorchScript, a program with its weights; save the state_dict: torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth').";
        if (names.Any(name => IsPart(name, "serialized_exported_program.json") || IsPart(name, "archive_format")))
            return "this is a program that torch.export saved; save the state_dict: torch.save(model.state_dict(), 'weights.pth').";
        if (names.Any(name => IsPart(name, "data.pkl")))
            return null;
        if (names.Any(name => name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
            return "this is an archive of NumPy arrays (.npz); save them as tensors with torch.save or safetensors.";
        if (names.Any(name => name.EndsWith(".weights.h5", StringComparison.Ordinal)))
            return $"this is a Keras model; {FileKind.Expected}.";
        if (names.Contains("[Content_Types].xml"))
            return $"this is an office document; {FileKind.Expected}.";
        return names.Where(IsWeights).Order(StringComparer.Ordinal).FirstOrDefault() is { } inside
            ? $"this is a zip archive that holds {WeightFormatException.Quote(inside)}; unpack it and give that file."
            : null;
    }

    /// <summary>Whether an entry is a file of this name, in whichever folder.</summary>
    public static bool IsPart(string name, string file) =>
        name.EndsWith(file, StringComparison.Ordinal) && (name.Length == file.Length || name[^(file.Length + 1)] == '/');

    private static bool IsWeights(string name) =>
        !name.StartsWith("__MACOSX/", StringComparison.Ordinal) && WeightExtensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
}
