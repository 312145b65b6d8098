using Sige.Weights;

namespace Sige.Models;

/// <summary>Finds the weight file of a model that is given as a folder, as diffusers keeps models.</summary>
public static class ModelFolder
{
    private static readonly string[] Names =
    [
        "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.bin", "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.fp16.bin",
    ];

    private static readonly string[] Extensions = [".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".msgpack"];

    /// <summary>The weight file to open.</summary>
    /// <param name="path">
    /// A file, which is given back as it is; or a folder with <c>diffusion_pytorch_model.safetensors</c> or <c>.bin</c> in it or in its
    /// folder <c>unet</c>, or with one weight file of any name. Another folder is given back as well: <see cref="WeightFile.Open"/> says
    /// what it is.
    /// </param>
    /// <exception cref="WeightFormatException">The folder holds weights that are split over several files.</exception>
    public static string FindWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            return path;
        string[] folders = [path, Path.Combine(path, "unet")];
        if (folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists) is { } known)
            return known;
        if (folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name + ".index.json"))).FirstOrDefault(File.Exists) is { } index)
            throw new WeightFormatException(index, "the model's weights are split over several files; one file is expected. Save the model without sharding.");
        string[] files = [.. Directory.EnumerateFiles(path).Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Take(2)];
        return files is [var only] ? only : path;
    }
}
