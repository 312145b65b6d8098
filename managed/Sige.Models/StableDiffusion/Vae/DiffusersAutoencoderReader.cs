using System.Text.Json;

namespace Sige.Models;

/// <summary>Reads the <c>config.json</c> of a diffusers <c>AutoencoderKL</c>.</summary>
/// <remarks>Source: <c>models/autoencoders/autoencoder_kl.py</c> of diffusers, whose defaults hold for what a file leaves out.</remarks>
internal sealed class DiffusersAutoencoderReader(JsonElement root, string label)
    : ConfigurationReader(root, label, "this configuration of a diffusers model")
{
    /// <summary>The key that names a network's class.</summary>
    public const string ClassKey = "_class_name";

    /// <summary>The class of such autoencoders.</summary>
    public const string ClassName = "AutoencoderKL";

    private const int MostLevels = 12;
    private const int MostChannels = 1 << 16;

    /// <summary>Reads and checks it.</summary>
    public AutoencoderConfiguration Read()
    {
        RequireIs(ClassKey, ClassName);
        RequireIs("act_fn", "silu", "swish");
        RequireNull("shift_factor", "latents_mean", "latents_std");
        int groups = Number("norm_num_groups", 1, MostChannels, 32);
        int[] widths = Numbers("block_out_channels");
        Require(widths.Length is >= 1 and <= MostLevels && widths.All(width => width is >= 1 and <= MostChannels && width % groups == 0), "block_out_channels", $"1 to {MostLevels} multiples of norm_num_groups ({groups})");
        RequireBlocks("down_block_types", "DownEncoderBlock2D", widths.Length);
        RequireBlocks("up_block_types", "UpDecoderBlock2D", widths.Length);
        return new AutoencoderConfiguration
        {
            InputChannels = Number("in_channels", 1, MostChannels, 3),
            OutputChannels = Number("out_channels", 1, MostChannels, 3),
            LatentChannels = Number("latent_channels", 1, MostChannels, 4),
            Widths = widths,
            BlocksPerLevel = Number("layers_per_block", 1, 64, 1),
            NormGroups = groups,
            HasAttention = Flag("mid_block_add_attention", otherwise: true),
            ProjectsMoments = Flag("use_quant_conv", otherwise: true),
            ProjectsLatents = Flag("use_post_quant_conv", otherwise: true),
            ScalingFactor = Fraction("scaling_factor", 0.18215f),
        };
    }

    private void RequireBlocks(string name, string kind, int levels)
    {
        string?[] kinds = Words(name);
        Require(kinds.Length == levels && kinds.All(found => found == kind), name, $"a list of {levels} of {kind}");
    }
}
