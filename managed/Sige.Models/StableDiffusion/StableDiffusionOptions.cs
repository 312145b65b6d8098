namespace Sige.Models;

/// <summary>What a Stable Diffusion model is loaded with beside its own files.</summary>
public sealed record StableDiffusionOptions
{
    /// <summary>A file or folder with an autoencoder to use in place of the model's own. A <c>config.json</c> of an autoencoder in the same folder says what it is.</summary>
    public string? AutoencoderPath { get; init; }

    /// <summary>A folder with <c>vocab.json</c> and <c>merges.txt</c>, for a model that has no folder <c>tokenizer</c>.</summary>
    public string? TokenizerPath { get; init; }

    /// <summary>Files of low-rank updates (LoRA) of U-Net and text encoder, each with its scale.</summary>
    public IReadOnlyList<(string Path, float Scale)> LowRankUpdates { get; init; } = [];

    /// <summary>The U-Net's sizes, for a file without a configuration; null for those of Stable Diffusion 1.x with as many input channels as the file has.</summary>
    public ConditionalUNetConfiguration? UNet { get; init; }

    /// <summary>The autoencoder's sizes, for a file without a configuration; null for those of Stable Diffusion.</summary>
    public AutoencoderConfiguration? Autoencoder { get; init; }

    /// <summary>The text encoder's sizes, for a file without a configuration; null for those of Stable Diffusion 1.x.</summary>
    public ClipTextConfiguration? TextEncoder { get; init; }
}
