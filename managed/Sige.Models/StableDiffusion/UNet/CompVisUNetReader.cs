using System.Text.Json;

namespace Sige.Models;

/// <summary>Reads the parameters of a <c>UNetModel</c> of the latent-diffusion code base.</summary>
/// <remarks>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022,
/// <c>ldm/modules/diffusionmodules/openaimodel.py</c>.
/// </remarks>
internal sealed class CompVisUNetReader(JsonElement root, string label)
    : ConfigurationReader(root, label, "this configuration of a latent-diffusion U-Net")
{
    private const int MostLevels = 12;
    private const int MostChannels = 1 << 16;
    private const int Groups = 32;

    /// <summary>Reads and checks it.</summary>
    public ConditionalUNetConfiguration Read()
    {
        RefuseWhatIsMissingHere();
        int channels = Number("model_channels", Groups, MostChannels, null);
        Require(channels % Groups == 0, "model_channels", $"a multiple of {Groups}");
        int[] multipliers = Find("channel_mult") is null ? [1, 2, 4, 8] : Numbers("channel_mult");
        Require(multipliers.Length is >= 1 and <= MostLevels && multipliers.All(multiplier => multiplier is >= 1 and <= 64), "channel_mult", $"1 to {MostLevels} numbers from 1 to 64");
        int[] attended = Numbers("attention_resolutions");
        int blocks = Number("transformer_depth", 1, 64, 1);
        ConditionalUNetLevel[] levels =
        [
            .. multipliers.Select((multiplier, level) => new ConditionalUNetLevel(
                channels * multiplier, Heads(channels * multiplier), attended.Contains(1 << level) ? blocks : 0)),
        ];
        return new ConditionalUNetConfiguration
        {
            InputChannels = Number("in_channels", 1, MostChannels, null),
            OutputChannels = Number("out_channels", 1, MostChannels, null),
            Levels = levels,
            Middle = levels[^1] with { TransformerBlocks = blocks },
            BlocksPerLevel = Number("num_res_blocks", 1, 64, null),
            ContextChannels = Number("context_dim", 1, MostChannels, null),
            LatentSize = Number("image_size", 1, 1 << 14, 64),
            NormGroups = Groups,
        };
    }

    private void RefuseWhatIsMissingHere()
    {
        RequireIs("dims", 2);
        Require(Flag("use_spatial_transformer"), "use_spatial_transformer", "true");
        Require(Flag("conv_resample", otherwise: true), "conv_resample", "true");
        foreach (string name in (ReadOnlySpan<string>)["use_scale_shift_norm", "resblock_updown", "use_new_attention_order"])
            Require(!Flag(name), name, "false");
        RequireNull("num_classes", "n_embed");
    }

    /// <summary>A number of heads, or the channels of one; -1 for the one that is not given.</summary>
    private int Heads(int width)
    {
        int headChannels = Number("num_head_channels", -1, MostChannels, -1);
        string name = headChannels > 0 ? "num_head_channels" : "num_heads";
        int heads = headChannels > 0 ? width / headChannels : Number("num_heads", 1, MostChannels, null);
        Require(heads >= 1 && width % heads == 0 && (headChannels <= 0 || width % headChannels == 0), name, $"a divisor of the width {width}");
        return heads;
    }
}
