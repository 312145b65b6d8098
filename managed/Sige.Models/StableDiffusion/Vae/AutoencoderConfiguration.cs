using System.Text.Json;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The sizes of the autoencoder of a latent diffusion model, as its configuration file has them.</summary>
/// <remarks>
/// A file is the <c>vae/config.json</c> of a diffusers model (<c>AutoencoderKL</c>) or the <c>ddconfig</c> of the latent-diffusion code base
/// (<c>ch</c>, <c>ch_mult</c>, ...) as JSON; what asks for what is not there is refused.
/// </remarks>
public sealed record AutoencoderConfiguration
{
    /// <summary>The autoencoder of Stable Diffusion 1.x and 2.x.</summary>
    public static AutoencoderConfiguration Usual { get; } = new() { LatentChannels = 4, Widths = [128, 256, 512, 512], BlocksPerLevel = 2 };

    /// <summary>Channels of a picture that is encoded.</summary>
    public int InputChannels { get; init; } = 3;

    /// <summary>Channels of a picture that is decoded.</summary>
    public int OutputChannels { get; init; } = 3;

    /// <summary>Channels of a latent.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>The width of each level, full size first; each has half the height and width of the one before.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Residual blocks of a level of the encoder; the decoder has one more.</summary>
    public required int BlocksPerLevel { get; init; }

    /// <summary>Groups of each group normalisation.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>What each group normalisation adds to a variance.</summary>
    public float NormEpsilon { get; init; } = 1e-6f;

    /// <summary>Whether the innermost size has attention between two residual blocks.</summary>
    public bool HasAttention { get; init; } = true;

    /// <summary>Whether a 1x1 convolution follows the encoder.</summary>
    public bool ProjectsMoments { get; init; } = true;

    /// <summary>Whether a 1x1 convolution comes before the decoder.</summary>
    public bool ProjectsLatents { get; init; } = true;

    /// <summary>By what a latent is multiplied to have a variance of about 1, as the U-Net takes it.</summary>
    public float ScalingFactor { get; init; } = 0.18215f;

    /// <summary>How many pixels of a picture, in height and width, a pixel of a latent stands for.</summary>
    public int Downscale => 1 << (Widths.Count - 1);

    /// <summary>Whether a file of JSON says that it is the configuration of such an autoencoder; what lies beside a file of weights may be another network's.</summary>
    /// <exception cref="WeightFormatException">It is no JSON.</exception>
    internal static bool IsIn(string path)
    {
        using JsonDocument document = UNetConfigurationFile.ParseJson(UNetConfigurationFile.ReadText(path), path);
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && (root.TryGetProperty("ch_mult", out _) || (root.TryGetProperty(DiffusersAutoencoderReader.ClassKey, out JsonElement name) && name.ValueEquals(DiffusersAutoencoderReader.ClassName)));
    }

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="WeightFormatException">The file is no configuration, or asks for what is not there; the message has the name at fault.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static AutoencoderConfiguration Read(string path) => Parse(UNetConfigurationFile.ReadText(path), path);

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="label">What stands for the file's name in messages.</param>
    /// <exception cref="WeightFormatException">It is no configuration, or asks for what is not there; the message has the name at fault.</exception>
    public static AutoencoderConfiguration Parse(string text, string label)
    {
        using JsonDocument document = UNetConfigurationFile.ParseJson(text, label);
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("ch_mult", out _)
            ? new CompVisAutoencoderReader(root, label).Read()
            : new DiffusersAutoencoderReader(root, label).Read();
    }
}
