using System.Text.Json;

namespace Sige.Models;

/// <summary>Reads the <c>config.json</c> of a diffusers <c>UNet2DConditionModel</c>.</summary>
/// <remarks>Source: <c>models/unets/unet_2d_condition.py</c> of diffusers, whose defaults hold for what a file leaves out.</remarks>
internal sealed class DiffusersConditionalUNetReader(JsonElement root, string label)
    : ConfigurationReader(root, label, "this configuration of a diffusers model")
{
    private const int MostLevels = 12;
    private const int MostChannels = 1 << 16;
    private const int MostBlocks = 64;

    /// <summary>Reads and checks it.</summary>
    public ConditionalUNetConfiguration Read()
    {
        RequireIs("_class_name", "UNet2DConditionModel");
        RefuseWhatIsMissingHere();
        int groups = Number("norm_num_groups", 1, MostChannels, 32);
        int[] widths = Numbers("block_out_channels");
        Require(widths.Length is >= 1 and <= MostLevels && widths.All(width => width is >= 1 and <= MostChannels && width % groups == 0), "block_out_channels", $"1 to {MostLevels} multiples of norm_num_groups ({groups})");
        Require(widths[0] % 2 == 0, "block_out_channels", "an even width first");
        bool[] attended = ReadAttention(widths.Length);
        int[] heads = ReadHeads(widths);
        int[] blocks = NumbersForLevels("transformer_layers_per_block", widths.Length, 1, MostBlocks, 1);
        int[] depth = NumbersForLevels("layers_per_block", widths.Length, 1, MostBlocks, 2);
        Require(depth.All(count => count == depth[0]), "layers_per_block", "one number for all levels");
        ConditionalUNetLevel[] levels = [.. widths.Select((width, i) => new ConditionalUNetLevel(width, heads[i], attended[i] ? blocks[i] : 0))];
        return new ConditionalUNetConfiguration
        {
            InputChannels = Number("in_channels", 1, MostChannels, 4),
            OutputChannels = Number("out_channels", 1, MostChannels, 4),
            Levels = levels,
            Middle = levels[^1] with { TransformerBlocks = blocks[^1] },
            BlocksPerLevel = depth[0],
            ContextChannels = Number("cross_attention_dim", 1, MostChannels, 1280),
            LatentSize = Number("sample_size", 1, 1 << 14, 64),
            NormGroups = groups,
            NormEpsilon = Fraction("norm_eps", 1e-5f),
            CosinesFirst = Flag("flip_sin_to_cos", otherwise: true),
            FrequencyShift = Number("freq_shift", 0, 1, 0),
        };
    }

    private void RefuseWhatIsMissingHere()
    {
        RequireIs("time_embedding_type", "positional");
        RequireIs("act_fn", "silu", "swish");
        RequireIs("resnet_time_scale_shift", "default");
        RequireIs("mid_block_type", "UNetMidBlock2DCrossAttn");
        RequireIs("mid_block_scale_factor", 1);
        RequireIs("downsample_padding", 1);
        RequireIs("conv_in_kernel", 3);
        RequireIs("conv_out_kernel", 3);
        foreach (string name in (ReadOnlySpan<string>)["center_input_sample", "only_cross_attention", "dual_cross_attention", "class_embeddings_concat", "resnet_skip_time_act"])
            Require(!Flag(name), name, "false");
        RequireNull(
            "class_embed_type", "num_class_embeds", "addition_embed_type", "encoder_hid_dim", "encoder_hid_dim_type", "time_embedding_act_fn",
            "time_cond_proj_dim", "timestep_post_act", "reverse_transformer_layers_per_block", "cross_attention_norm");
    }

    /// <summary>
    /// What the key <c>attention_head_dim</c> holds is, by a mistake that the files have kept, the number of heads.
    /// </summary>
    private int[] ReadHeads(int[] widths)
    {
        string name = Find("num_attention_heads") is null ? "attention_head_dim" : "num_attention_heads";
        int[] heads = NumbersForLevels(name, widths.Length, 1, MostChannels, 8);
        Require(widths.Zip(heads).All(level => level.First % level.Second == 0), name, $"divisors of the widths {string.Join(", ", widths)}");
        return heads;
    }

    /// <summary>Which levels have attention; those of the way up are listed from the smallest size.</summary>
    private bool[] ReadAttention(int levels)
    {
        bool[] down = ReadBlocks("down_block_types", "DownBlock2D", "CrossAttnDownBlock2D", levels);
        bool[] up = ReadBlocks("up_block_types", "UpBlock2D", "CrossAttnUpBlock2D", levels);
        Require(up.Reverse().SequenceEqual(down), "up_block_types", "the kinds of down_block_types in reverse");
        return down;
    }

    private bool[] ReadBlocks(string name, string plain, string attended, int levels)
    {
        string?[] kinds = Words(name);
        Require(kinds.Length == levels && kinds.All(kind => kind == plain || kind == attended), name, $"a list of {levels} of {plain} and {attended}");
        return [.. kinds.Select(kind => kind == attended)];
    }
}
