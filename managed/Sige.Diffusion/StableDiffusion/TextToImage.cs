using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Diffusion;

/// <summary>Paints pictures from prompts alone, each network whole: a picture to start editing from.</summary>
/// <remarks>Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022.</remarks>
public static class TextToImage
{
    private const int DecodingSteps = 1;

    /// <summary>Paints a picture.</summary>
    /// <param name="model">The networks, of 4 channels.</param>
    /// <param name="size">Height and width, multiples of 8.</param>
    /// <param name="options">The prompt and how to denoise; a strength below 1, a region, and what a session keeps have no effect.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ArgumentException">The size or an option does not fit, or the model is none for this.</exception>
    /// <exception cref="Weights.WeightFormatException">The model lacks a file that is needed, or its configuration asks for what is not there.</exception>
    /// <exception cref="SigeException">There is too little memory, or a network gives numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GeneratedPicture Generate(
        StableDiffusionModel model,
        Resolution size,
        LatentEditOptions? options = null,
        IProgress<DiffusionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options = (options ?? new LatentEditOptions()) with { Strength = 1, Region = null };
        options.Check();
        LatentSetup.CheckSize(model, size);
        LatentSetup.CheckChannels(model, isPainted: false);
        LatentSetup.CheckPrompts(model, options);
        Sampler sampler = LatentSampling.CreateSampler(model, options, usualStrength: 1);
        ProgressClock? clock = ProgressClock.For(progress, DiffusionActivity.Denoising, sampler.StepCount + DecodingSteps);
        using Engine engine = Engine.Open(options.Engine);
        var prompts = new PromptEncoder(model, options);
        float[] context = prompts.EncodeOwn(engine);
        float[] latent = Denoise(engine, model, size, sampler, options, context, clock, cancellationToken);
        using var codec = new LatentCodec(engine, model.Autoencoder, size, options, region: null, cancellationToken);
        (ReadOnlyMemory<float> picture, _) = codec.Decode(latent, cancellationToken);
        clock?.Finish(sampler.StepCount + DecodingSteps);
        return new GeneratedPicture(size, picture.ToArray(), prompts.Notices);
    }

    private static float[] Denoise(
        Engine engine,
        StableDiffusionModel model,
        Resolution size,
        Sampler sampler,
        LatentEditOptions options,
        float[] context,
        ProgressClock? clock,
        CancellationToken cancellationToken)
    {
        int scale = model.Autoencoder.Configuration.Downscale, channels = model.Autoencoder.Configuration.LatentChannels;
        var latent = new Resolution(size.H / scale, size.W / scale);
        using var network = new GuidedStepNetwork(
            engine, model.UNet, latent, model.TextEncoder.Configuration.Tokens, sampler.StepCount, options.Cache(model.UNet.SessionOptions, region: null), options.GuidanceScale, cancellationToken)
        { Context = context };
        var draw = new PictureNoise(latent.H, latent.W, channels);
        var denoiser = new Denoiser(network, sampler, original: null, draw);
        var everywhere = new DenoisedPixels(latent);
        everywhere.Writable.Fill(1);
        everywhere.Summarise();
        var generator = new TorchGenerator(options.Seed);
        draw.Next(generator, denoiser.State);
        denoiser.Run(everywhere, generator, dense: true, clock, cancellationToken);
        return denoiser.State.ToArray();
    }
}
