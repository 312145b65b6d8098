using Sige.Devices;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The networks of a Stable Diffusion model, from a folder of diffusers or from one file of the latent-diffusion code base.</summary>
/// <remarks>Files are mapped, and read layer by layer when a network is lowered; they stay open until the model is disposed.</remarks>
public sealed class StableDiffusionModel : IDisposable
{
    private readonly List<WeightCollection> _files = [];
    private readonly Lazy<ClipTokenizer> _tokenizer;

    private StableDiffusionModel(string name, ConditionalUNet unet, Autoencoder autoencoder, ClipTextEncoder textEncoder, ClipTokenizer? tokenizer)
    {
        (SourcePath, UNet, Autoencoder, TextEncoder) = (name, unet, autoencoder, textEncoder);
        _tokenizer = new Lazy<ClipTokenizer>(() => tokenizer ?? throw new WeightFormatException(name, "this model was composed without a tokenizer."));
        RequireOneModel(name);
    }

    private StableDiffusionModel(string path, StableDiffusionOptions options)
    {
        SourcePath = path;
        _tokenizer = new Lazy<ClipTokenizer>(() => OpenTokenizer(path, options));
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
            RequireOneModel(options.AutoencoderPath ?? path);
        }
        catch
        {
            Dispose();
            throw;
        }

        string Part(string folder) => RequireFile(path, Path.Combine(path, folder, "config.json"));

        WeightCollection OpenPart(string folder) => Open(ModelFolder.FindPart(Path.Combine(path, folder)));
    }

    /// <summary>The folder or file that it was opened from, or the name that it was composed under.</summary>
    public string SourcePath { get; }

    /// <summary>Predicts the noise in a latent.</summary>
    public ConditionalUNet UNet { get; }

    /// <summary>Makes latents of pictures and pictures of latents.</summary>
    public Autoencoder Autoencoder { get; }

    /// <summary>Makes of a text what the U-Net reads.</summary>
    public ClipTextEncoder TextEncoder { get; }

    /// <summary>Splits texts for the encoder; read when it is first asked for.</summary>
    /// <exception cref="WeightFormatException">There is none, or it is that of another encoder; the message says what is expected where.</exception>
    public ClipTokenizer Tokenizer => _tokenizer.Value;

    /// <summary>Makes of a prompt what the U-Net reads.</summary>
    /// <inheritdoc cref="EncodePrompts"/>
    /// <param name="engine">What runs the encoder.</param>
    /// <param name="prompt">Any text, with weights as <see cref="WeightedPrompt"/> has them.</param>
    /// <param name="skipped">How many of the encoder's last layers are left out ("clip skip" less 1).</param>
    public EncodedPrompt EncodePrompt(Engine engine, string prompt, int skipped = 0) => EncodePrompts(engine, [prompt], skipped)[0];

    /// <summary>Makes of prompts what the U-Net reads, all in one run of the encoder.</summary>
    /// <param name="engine">What runs the encoder.</param>
    /// <param name="prompts">Any texts, with weights as <see cref="WeightedPrompt"/> has them.</param>
    /// <param name="skipped">How many of the encoder's last layers are left out ("clip skip" less 1).</param>
    /// <exception cref="ArgumentException">There is no prompt, or a weight is beyond its range; the message says which.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="skipped"/> is negative, or leaves no layer.</exception>
    /// <exception cref="WeightFormatException">The model has no tokenizer, or that of another encoder.</exception>
    public EncodedPrompt[] EncodePrompts(Engine engine, IReadOnlyList<string> prompts, int skipped = 0)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ClipTokens[] texts = [.. prompts.Select(prompt => Tokenizer.Encode(WeightedPrompt.Parse(prompt), TextEncoder.Configuration.Tokens))];
        float[] contexts = TextEncoder.Encode(engine, [.. texts.SelectMany(text => text.Tokens)], skipped);
        int length = contexts.Length / texts.Length;
        return [.. texts.Select((text, i) =>
        {
            float[] context = contexts[(i * length)..((i + 1) * length)];
            TokenWeights.Apply(context, text.Weights);
            return new EncodedPrompt(context, text);
        })];
    }

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

    /// <summary>Makes a model of networks that were loaded, or made, one by one.</summary>
    /// <param name="name">What stands for the model in messages.</param>
    /// <param name="unet">The U-Net; files of it must stay open as long as the model is used, as those of the others.</param>
    /// <param name="autoencoder">The autoencoder.</param>
    /// <param name="textEncoder">The text encoder.</param>
    /// <param name="tokenizer">Splits texts; null where texts are encoded elsewhere.</param>
    /// <exception cref="WeightFormatException">The networks do not fit each other; the message says what is expected.</exception>
    public static StableDiffusionModel Compose(
        string name, ConditionalUNet unet, Autoencoder autoencoder, ClipTextEncoder textEncoder, ClipTokenizer? tokenizer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(unet);
        ArgumentNullException.ThrowIfNull(autoencoder);
        ArgumentNullException.ThrowIfNull(textEncoder);
        return new StableDiffusionModel(name, unet, autoencoder, textEncoder, tokenizer);
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (WeightCollection file in _files)
            file.Dispose();
    }

    /// <summary>Refuses networks each of which fits its own configuration, but not the others.</summary>
    /// <param name="autoencoderName">What the autoencoder is from, for messages.</param>
    private void RequireOneModel(string autoencoderName)
    {
        const int PictureChannels = 3;
        (int context, int text) = (UNet.Configuration.ContextChannels, TextEncoder.Configuration.Channels);
        if (text != context)
            throw new WeightFormatException(SourcePath, $"the text encoder is expected to give {context} channels, as the U-Net reads them, but gives {text}.");
        AutoencoderConfiguration sizes = Autoencoder.Configuration;
        if (sizes.LatentChannels != UNet.Configuration.OutputChannels)
            throw new WeightFormatException(autoencoderName, $"the autoencoder is expected to have latents of {UNet.Configuration.OutputChannels} channels, as the U-Net predicts them, but has {sizes.LatentChannels}.");
        if (sizes.InputChannels != PictureChannels || sizes.OutputChannels != PictureChannels)
            throw new WeightFormatException(autoencoderName, $"the autoencoder is expected to read and give {PictureChannels} channels, red, green and blue, but reads {sizes.InputChannels} and gives {sizes.OutputChannels}.");
    }

    private ClipTokenizer OpenTokenizer(string path, StableDiffusionOptions options)
    {
        string folder = options.TokenizerPath ?? (Directory.Exists(path)
            ? Path.Combine(path, "tokenizer")
            : throw new WeightFormatException(path, $"a single file has no tokenizer: {nameof(StableDiffusionOptions)}.{nameof(options.TokenizerPath)} is expected to be a folder with vocab.json and merges.txt."));
        ClipTokenizer tokenizer = ClipTokenizer.Open(folder);
        return tokenizer.Count <= TextEncoder.Configuration.Vocabulary
            ? tokenizer
            : throw new WeightFormatException(folder, $"a tokenizer of at most {TextEncoder.Configuration.Vocabulary} tokens is expected, as the text encoder has, but this one has {tokenizer.Count}.");
    }

    private static string RequireFile(string model, string path) => File.Exists(path)
        ? path
        : throw new WeightFormatException(model, $"a folder of a Stable Diffusion model is expected to have the file '{Path.GetRelativePath(model, path)}', but it is missing.");

    private Autoencoder LoadSeparate(string path, StableDiffusionOptions options)
    {
        bool isFolder = Directory.Exists(path);
        string configuration = Path.Combine(isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!, "config.json");
        bool isDescribed = File.Exists(configuration) && (isFolder || AutoencoderConfiguration.IsIn(configuration));
        AutoencoderConfiguration sizes = options.Autoencoder ?? (isDescribed ? AutoencoderConfiguration.Read(configuration) : AutoencoderConfiguration.Usual);
        return Autoencoder.Load(Open(ModelFolder.FindPart(path)), sizes);
    }

    private WeightCollection Open(string path)
    {
        WeightCollection file = WeightFile.Open(path);
        _files.Add(file);
        return file;
    }
}
