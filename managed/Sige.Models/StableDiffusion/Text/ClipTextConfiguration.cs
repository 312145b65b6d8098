using System.Text.Json;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The sizes of a CLIP text encoder, as its configuration file has them.</summary>
/// <remarks>A file is the <c>text_encoder/config.json</c> of a diffusers model (<c>CLIPTextModel</c> of transformers).</remarks>
public sealed record ClipTextConfiguration
{
    /// <summary>The encoder of Stable Diffusion 1.x: the text half of CLIP ViT-L/14.</summary>
    public static ClipTextConfiguration Large { get; } = new() { Vocabulary = 49408, Channels = 768, InnerChannels = 3072, Layers = 12, Heads = 12 };

    /// <summary>How many different tokens there are.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Channels of a token.</summary>
    public required int Channels { get; init; }

    /// <summary>Channels in the middle of a layer's feed-forward network.</summary>
    public required int InnerChannels { get; init; }

    /// <summary>How many layers there are.</summary>
    public required int Layers { get; init; }

    /// <summary>Heads of each attention, which share the channels.</summary>
    public required int Heads { get; init; }

    /// <summary>Tokens of a text.</summary>
    public int Tokens { get; init; } = 77;

    /// <summary>What is applied in the middle of a feed-forward network.</summary>
    public Activation Activation { get; init; } = Activation.QuickGelu;

    /// <summary>What each normalisation adds to a variance.</summary>
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="WeightFormatException">The file is no configuration, or asks for what is not there; the message has the name at fault.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ClipTextConfiguration Read(string path) => Parse(UNetConfigurationFile.ReadText(path), path);

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="label">What stands for the file's name in messages.</param>
    /// <exception cref="WeightFormatException">It is no configuration, or asks for what is not there; the message has the name at fault.</exception>
    public static ClipTextConfiguration Parse(string text, string label)
    {
        const int Most = 1 << 20;
        using JsonDocument document = UNetConfigurationFile.ParseJson(text, label);
        var file = new ConfigurationReader(document.RootElement, label, "this configuration of a text encoder");
        file.RequireIs("model_type", "clip_text_model");
        file.RequireIs("hidden_act", "quick_gelu", "gelu");
        int channels = file.Number("hidden_size", 1, Most, 512);
        int heads = file.Number("num_attention_heads", 1, Most, 8);
        file.Require(channels % heads == 0, "num_attention_heads", $"a divisor of hidden_size ({channels})");
        return new ClipTextConfiguration
        {
            Vocabulary = file.Number("vocab_size", 1, 1 << 24, 49408),
            Channels = channels,
            InnerChannels = file.Number("intermediate_size", 1, Most, 2048),
            Layers = file.Number("num_hidden_layers", 1, 1 << 10, 12),
            Heads = heads,
            Tokens = file.Number("max_position_embeddings", 1, Most, 77),
            Activation = file.Find("hidden_act") is { } name && name.GetString() == "gelu" ? Activation.Gelu : Activation.QuickGelu,
            NormEpsilon = file.Fraction("layer_norm_eps", 1e-5f),
        };
    }
}
