using Sige.Weights;

namespace Sige.Models;

/// <summary>Finds the weight file of a model that is given as a folder, as diffusers keeps models.</summary>
public static class ModelFolder
{
    private static readonly string[] Names =
    [
        "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.fp16.bin",
        "model.safetensors", "pytorch_model.bin", "model.fp16.safetensors", "pytorch_model.fp16.bin",
    ];

    private static readonly string[] Extensions = [".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".msgpack"];

    /// <summary>The weight file to open.</summary>
    /// <param name="path">
    /// A file, which is given back as it is; or a folder with <c>diffusion_pytorch_model.safetensors</c> or <c>.bin</c> in it or in its
    /// folder <c>unet</c>, with the index of such files, or with one weight file of any name. Another folder is given back as well:
    /// <see cref="WeightFile.Open"/> says what it is.
    /// </param>
    public static string FindWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FindWeights(path, [path, Path.Combine(path, "unet")]);
    }

    /// <summary>The weight file of a part of a model, such as its text encoder, that has a folder of its own.</summary>
    /// <param name="folder">The part's folder.</param>
    internal static string FindPart(string folder) => FindWeights(folder, [folder]);

    private static string FindWeights(string path, string[] folders)
    {
        if (!Directory.Exists(path))
            return path;
        if (folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists) is { } known)
            return known;
        if (folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name + ".index.json"))).FirstOrDefault(File.Exists) is { } index)
            return index;
        string[] files = [.. Directory.EnumerateFiles(path).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Take(2)];
        return files is [var only] ? only : path;
    }
}
