using Sige.Weights;

namespace Sige.Models;

/// <summary>The networks of a Stable Diffusion model, from a folder of diffusers or from one file of the latent-diffusion code base.</summary>
/// <remarks>Files are mapped, and read layer by layer when a network is lowered; they stay open until the model is disposed.</remarks>
public sealed class StableDiffusionModel : IDisposable
{
    private readonly List<WeightCollection> _files = [];

    private StableDiffusionModel(string path, StableDiffusionOptions options)
    {
        Path = path;
        try
        {
            LowRankUpdate[] updates = [.. options.LowRankUpdates.Select(update => new LowRankUpdate(Open(update.Path), update.Scale))];
            bool isFolder = Directory.Exists(path);
            WeightCollection whole = isFolder ? WeightFile.FromMemory(path, []) : Open(path);
            (WeightCollection unet, WeightCollection text) = isFolder ? (OpenPart("unet"), OpenPart("text_encoder")) : (whole, whole);
            UNet = ConditionalUNet.Load(
                unet, options.UNet ?? (isFolder ? ConditionalUNetConfiguration.Read(Part("unet")) : ConditionalUNetConfiguration.OfFile(whole)), updates: updates);
            TextEncoder = ClipTextEncoder.Load(
                text, options.TextEncoder ?? (isFolder ? ClipTextConfiguration.Read(Part("text_encoder")) : ClipTextConfiguration.Large), updates: updates);
            Autoencoder = options.AutoencoderPath is { } separate
                ? LoadSeparate(separate, options)
                : Autoencoder.Load(
                    isFolder ? OpenPart("vae") : whole, options.Autoencoder ?? (isFolder ? AutoencoderConfiguration.Read(Part("vae")) : AutoencoderConfiguration.Usual));
        }
        catch
        {
            Dispose();
            throw;
        }

        string Part(string folder) => RequireFile(path, System.IO.Path.Combine(path, folder, "config.json"));

        WeightCollection OpenPart(string folder) => Open(ModelFolder.FindPart(System.IO.Path.Combine(path, folder)));
    }

    /// <summary>The folder or file that it was opened from.</summary>
    public string Path { get; }

    /// <summary>Predicts the noise in a latent.</summary>
    public ConditionalUNet UNet { get; }

    /// <summary>Makes latents of pictures and pictures of latents.</summary>
    public Autoencoder Autoencoder { get; }

    /// <summary>Makes of a text what the U-Net reads.</summary>
    public ClipTextEncoder TextEncoder { get; }

    /// <summary>Opens a model and checks every tensor of its networks.</summary>
    /// <param name="path">
    /// A folder as diffusers writes it, with <c>unet</c>, <c>vae</c> and <c>text_encoder</c>, whose configurations say what the networks are;
    /// weights may be split over several files. Or a single file (<c>.safetensors</c>, <c>.ckpt</c>) with the names of the latent-diffusion code
    /// base, in which averaged weights win.
    /// </param>
    /// <param name="options">What to load beside it.</param>
    /// <exception cref="WeightFormatException">A file is missing, damaged or another network; the message says which and what is expected.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static StableDiffusionModel Open(string path, StableDiffusionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new StableDiffusionModel(path, options ?? new StableDiffusionOptions());
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (WeightCollection file in _files)
            file.Dispose();
    }

    private static string RequireFile(string model, string path) => File.Exists(path)
        ? path
        : throw new WeightFormatException(model, $"a folder of a Stable Diffusion model is expected to have the file '{System.IO.Path.GetRelativePath(model, path)}', but it is missing.");

    private Autoencoder LoadSeparate(string path, StableDiffusionOptions options)
    {
        string configuration = System.IO.Path.Combine(Directory.Exists(path) ? path : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, "config.json");
        AutoencoderConfiguration sizes = options.Autoencoder
            ?? (Directory.Exists(path) && File.Exists(configuration) ? AutoencoderConfiguration.Read(configuration) : AutoencoderConfiguration.Usual);
        return Autoencoder.Load(Open(ModelFolder.FindPart(path)), sizes);
    }

    private WeightCollection Open(string path)
    {
        WeightCollection file = WeightFile.Open(path);
        _files.Add(file);
        return file;
    }
}
