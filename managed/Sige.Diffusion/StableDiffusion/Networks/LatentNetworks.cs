using Sige.Devices;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Diffusion;

/// <summary>The networks of a session on its device: text encoder, encoder and decoder, and the U-Net.</summary>
internal sealed class LatentNetworks : IDisposable
{
    private readonly Engine _engine;

    /// <summary>Encodes the prompts and the picture, and packs what stays.</summary>
    /// <param name="setup">What the session is made of.</param>
    /// <param name="options">How it denoises, and what it keeps.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    public LatentNetworks(LatentSetup setup, LatentEditOptions options, CancellationToken cancellationToken)
    {
        _engine = Engine.Open(options.Engine);
        try
        {
            Prompts = new PromptEncoder(setup.Model, options);
            float[] context = Prompts.EncodeOwn(_engine);
            Codec = new LatentCodec(_engine, setup.Model.Autoencoder, setup.Size, options, setup.Region, cancellationToken);
            Picture = Encode(setup, cancellationToken);
            Steps = new GuidedStepNetwork(
                _engine, setup.Model.UNet, Codec.LatentSize, setup.Model.TextEncoder.Configuration.Tokens, setup.Sampler.StepCount, StepCache(setup, options), options.GuidanceScale, cancellationToken)
            { Context = context, Hints = Picture.Hints };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Encodes prompts.</summary>
    public PromptEncoder Prompts { get; }

    /// <summary>Makes latents of pictures, and back.</summary>
    public LatentCodec Codec { get; }

    /// <summary>Predicts the noise in latents.</summary>
    public GuidedStepNetwork Steps { get; }

    /// <summary>The picture that the session was opened with.</summary>
    public EncodedPicture Picture { get; }

    /// <summary>What all of them take from the device.</summary>
    public MemoryReport Memory => Codec.Memory.Plus(Steps.Memory);

    /// <summary>Encodes other prompts.</summary>
    /// <returns>[N, 1, tokens, channels].</returns>
    public float[] Encode(string prompt, string negativePrompt) => Prompts.Encode(_engine, prompt, negativePrompt);

    /// <summary>Encodes a picture, and what else the U-Net is told of it; the encoder stays where edits bring pictures.</summary>
    /// <param name="setup">The picture and the mask.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public EncodedPicture Encode(LatentSetup setup, CancellationToken cancellationToken)
    {
        if (setup.EncodesEdits)
        {
            (float[] recorded, RunReport recording) = Codec.RecordPicture(setup.Picture, cancellationToken);
            return new EncodedPicture(recorded, [], recording);
        }

        try
        {
            (float[] latent, FinishedRun run) = Codec.Encode(setup.Picture, cancellationToken);
            RunReport report = run.Report;
            if (!setup.HasHints)
                return new EncodedPicture(latent, [], report);
            (float[] hints, FinishedRun ofHints) = InpaintingHints.Make(setup, Codec, cancellationToken);
            return new EncodedPicture(latent, hints, RunReport.Sum([report, ofHints.Report]));
        }
        finally
        {
            Codec.ReleaseEncoder();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Steps?.Dispose();
        Codec?.Dispose();
        _engine.Dispose();
    }

    /// <summary>What the session over the U-Net keeps.</summary>
    internal static CachedSessionOptions StepCache(LatentSetup setup, LatentEditOptions options) => options.Cache(
        setup.Model.UNet.SessionOptions with { MaskScale = setup.Model.Autoencoder.Configuration.Downscale }, setup.Region) with
    {
        BudgetBytes = options.BudgetBytes,
        SpillDirectory = options.SpillDirectory,
        SlotName = "step",
    };
}

/// <summary>A picture as the U-Net reads it.</summary>
/// <param name="Latent">[h, w, C].</param>
/// <param name="Hints">What a network for inpainting is told beside, [h, w, 1 + C]; else nothing.</param>
/// <param name="Encoding">What the encoder did.</param>
internal readonly record struct EncodedPicture(float[] Latent, float[] Hints, RunReport Encoding);
