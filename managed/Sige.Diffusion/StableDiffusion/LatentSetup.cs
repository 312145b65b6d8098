using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>What a session over latents is made of, checked.</summary>
/// <param name="Model">The networks; their files must stay open.</param>
/// <param name="Sampler">Takes the steps.</param>
/// <param name="Size">Height and width of the picture.</param>
/// <param name="Picture">The original, [H, W, 3], -1 to 1.</param>
internal sealed record LatentSetup(StableDiffusionModel Model, Sampler Sampler, Resolution Size, float[] Picture)
{
    private const int PictureChannels = 3;

    /// <summary>The pixels that are painted anew, [H, W], 0 or 1; null where edits say which.</summary>
    public byte[]? Mask { get; init; }

    /// <summary>The area that edits stay in; null for the whole picture.</summary>
    public PixelRegion? Region { get; init; }

    /// <summary>Whether edits bring pictures of their own, which the encoder must see.</summary>
    public bool EncodesEdits => Mask is null;

    /// <summary>Whether nothing of the original is left inside an edit at the first step.</summary>
    public bool StartsFromNoise => Mask is not null && Sampler.Options.Strength == 1;

    /// <summary>Whether the U-Net is told the mask and what is left of the picture.</summary>
    public bool HasHints => Model.UNet.Configuration.InputChannels > Model.UNet.Configuration.OutputChannels;

    /// <summary>Checks what a session is made of.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="picture">The original.</param>
    /// <param name="size">Its height and width.</param>
    /// <param name="mask">The pixels to paint anew; empty where edits say which.</param>
    /// <param name="options">How to denoise.</param>
    /// <exception cref="ArgumentException">Something does not fit; the message says what, what is expected and what was found.</exception>
    public static LatentSetup Create(
        StableDiffusionModel model, ReadOnlySpan<float> picture, Resolution size, ReadOnlySpan<byte> mask, LatentEditOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Check();
        CheckSize(model, size);
        PictureCheck.Check(picture, size, PictureChannels, nameof(picture));
        bool isPainted = !mask.IsEmpty;
        CheckChannels(model, isPainted);
        CheckPrompts(model, options);
        PixelRegion? box = null;
        if (isPainted)
            box = PixelRegion.Around(mask, size) ?? throw new ArgumentException("The mask is expected to mark the pixels to paint, but marks none.", nameof(mask));
        if (options.Region is { } region && box is { } inner && !region.Contains(inner))
            throw new ArgumentException($"The region, {region}, is expected to hold the whole mask, which takes {inner}.", nameof(options));
        if (options.Region is { } outside && !PixelRegion.All(size).Contains(outside))
            throw new ArgumentException($"The region, {outside}, is expected to lie inside the picture of {size} pixels.", nameof(options));
        return new LatentSetup(model, LatentSampling.CreateSampler(model, options, isPainted ? 1 : LatentSampling.UsualStrength), size, picture.ToArray())
        {
            Mask = isPainted ? Array.ConvertAll(mask.ToArray(), value => value == 0 ? (byte)0 : (byte)1) : null,
            Region = options.Region ?? box,
        };
    }

    /// <summary>Refuses a size that latents cannot have.</summary>
    public static void CheckSize(StableDiffusionModel model, Resolution size)
    {
        int multiple = model.Autoencoder.Configuration.Downscale;
        if (size.H < multiple || size.W < multiple || size.H % multiple != 0 || size.W % multiple != 0)
            throw new ArgumentException($"A picture's height and width are expected to be multiples of {multiple}, but are {size}: crop or pad it.", nameof(size));
    }

    /// <summary>Refuses prompts with weights out of their range, and more layers to leave out than the text encoder has.</summary>
    public static void CheckPrompts(StableDiffusionModel model, LatentEditOptions options)
    {
        _ = (WeightedPrompt.Parse(options.Prompt), WeightedPrompt.Parse(options.NegativePrompt));
        int layers = model.TextEncoder.Configuration.Layers;
        if (options.SkippedTextLayers < 0 || options.SkippedTextLayers >= layers)
            throw new ArgumentException($"0 to {layers - 1} of the text encoder's {layers} layers are expected to be left out, found {options.SkippedTextLayers}.", nameof(options));
    }

    /// <summary>Refuses a U-Net that reads something else than latents, or latents with the hints of inpainting where a mask is painted.</summary>
    public static void CheckChannels(StableDiffusionModel model, bool isPainted)
    {
        int channels = model.UNet.Configuration.InputChannels, latent = model.Autoencoder.Configuration.LatentChannels;
        int inpainting = 2 * latent + 1;
        if (channels != latent && !(isPainted && channels == inpainting))
        {
            string expected = isPainted ? $"{latent} channels, or {inpainting} as models for inpainting do," : $"{latent} channels";
            string advice = channels == inpainting ? ": this is a model for inpainting, which paints a mask" : "";
            throw new ArgumentException($"The U-Net is expected to read {expected} but reads {channels}{advice}.", nameof(model));
        }
    }
}
