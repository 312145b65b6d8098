using System.Text.Json;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The sizes of a text-conditional U-Net, as its configuration file has them.</summary>
/// <remarks>
/// A file is the <c>unet/config.json</c> of a diffusers model (<c>UNet2DConditionModel</c>) or the <c>unet_config</c> parameters of the
/// latent-diffusion code base (<c>model_channels</c>, <c>channel_mult</c>, ...) as JSON; what asks for what is not there is refused.
/// </remarks>
public sealed record ConditionalUNetConfiguration
{
    /// <summary>Channels that the network reads: those of the latent, and behind them any others, such as mask and masked latent.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Channels that it predicts.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Its sizes, full size first; each has half the height and width of the one before.</summary>
    public required IReadOnlyList<ConditionalUNetLevel> Levels { get; init; }

    /// <summary>The innermost size's attention between two residual blocks; its width is that of the last level.</summary>
    public required ConditionalUNetLevel Middle { get; init; }

    /// <summary>Residual blocks of a level on the way down; there is one more on the way up.</summary>
    public required int BlocksPerLevel { get; init; }

    /// <summary>Channels of a token of the text.</summary>
    public required int ContextChannels { get; init; }

    /// <summary>Height and width of the latents that it was trained on; others will do.</summary>
    public int LatentSize { get; init; } = 64;

    /// <summary>Groups of each group normalisation.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>What group normalisations add to a variance; those before attention add 1e-6.</summary>
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>Whether the time embedding has its cosines before its sines.</summary>
    public bool CosinesFirst { get; init; } = true;

    /// <summary>What the exponent of the time embedding's frequencies takes off half the channels in its divisor.</summary>
    public float FrequencyShift { get; init; }

    /// <summary>Width of the time embedding.</summary>
    public int EmbeddingChannels => 4 * Levels[0].Channels;

    /// <summary>The U-Net of Stable Diffusion 1.x.</summary>
    /// <param name="inputChannels">4, or 9 for the variant that is given a mask and the masked latent too.</param>
    public static ConditionalUNetConfiguration StableDiffusion1(int inputChannels = 4)
    {
        ConditionalUNetLevel[] levels = [new(320, 8, 1), new(640, 8, 1), new(1280, 8, 1), new(1280, 8, 0)];
        return new ConditionalUNetConfiguration
        {
            InputChannels = inputChannels,
            OutputChannels = 4,
            Levels = levels,
            Middle = levels[^1] with { TransformerBlocks = 1 },
            BlocksPerLevel = 2,
            ContextChannels = 768,
        };
    }

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="WeightFormatException">The file is no configuration, or asks for what is not there; the message has the name at fault.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ConditionalUNetConfiguration Read(string path) => Parse(UNetConfigurationFile.ReadText(path), path);

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="label">What stands for the file's name in messages.</param>
    /// <exception cref="WeightFormatException">It is no configuration, or asks for what is not there; the message has the name at fault.</exception>
    public static ConditionalUNetConfiguration Parse(string text, string label)
    {
        using JsonDocument document = UNetConfigurationFile.ParseJson(text, label);
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("model_channels", out _)
            ? new CompVisUNetReader(root, label).Read()
            : new DiffusersConditionalUNetReader(root, label).Read();
    }

    /// <summary>The configuration of a single file, which has none: that of Stable Diffusion 1.x with the input channels that the file's tensors have.</summary>
    internal static ConditionalUNetConfiguration OfFile(WeightCollection file)
    {
        FoundNetwork found = new NetworkFinder(file, NetworkSignature.ConditionalUNet).Find(section: null);
        string first = found.Layout == NetworkLayout.CompVisUNet ? "input_blocks.0.0.weight" : "conv_in.weight";
        WeightShape shape = found.Weights.GetInfo(first).Shape;
        return StableDiffusion1(shape is { Rank: 4 } && shape[1] == 9 ? 9 : 4);
    }
}
