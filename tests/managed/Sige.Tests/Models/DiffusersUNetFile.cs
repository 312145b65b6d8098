using System.Text.Json.Nodes;
using Sige.Models;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Writes a DDPM U-Net as diffusers keeps a <c>UNet2DModel</c>: a folder of <c>config.json</c> and weights.</summary>
internal static class DiffusersUNetFile
{
    /// <summary>A configuration as diffusers 0.2 to 0.30 writes it.</summary>
    public static JsonObject Configuration(UNetConfiguration sizes)
    {
        bool[] attended = [.. sizes.ChannelMultipliers.Select((_, level) => sizes.AttentionSizes.Contains(sizes.PictureSize >> level))];
        return new JsonObject
        {
            ["_class_name"] = "UNet2DModel",
            ["_diffusers_version"] = "0.2.0",
            ["act_fn"] = "silu",
            ["attention_head_dim"] = sizes.HeadChannels,
            ["block_out_channels"] = new JsonArray([.. sizes.ChannelMultipliers.Select(multiplier => JsonValue.Create(multiplier * sizes.Channels))]),
            ["center_input_sample"] = false,
            ["down_block_types"] = new JsonArray([.. attended.Select(attends => JsonValue.Create(attends ? "AttnDownBlock2D" : "DownBlock2D"))]),
            ["downsample_padding"] = 0,
            ["flip_sin_to_cos"] = false,
            ["freq_shift"] = 1,
            ["in_channels"] = 3,
            ["layers_per_block"] = sizes.BlocksPerLevel,
            ["mid_block_scale_factor"] = 1,
            ["norm_eps"] = 1e-6,
            ["norm_num_groups"] = 32,
            ["out_channels"] = 3,
            ["resnet_time_scale_shift"] = "default",
            ["sample_size"] = sizes.PictureSize,
            ["time_embedding_type"] = "positional",
            ["up_block_types"] = new JsonArray([.. attended.Reverse().Select(attends => JsonValue.Create(attends ? "AttnUpBlock2D" : "UpBlock2D"))]),
        };
    }

    /// <summary>The weights under diffusers' names.</summary>
    /// <param name="plain">The weights by the names of the PyTorch port of DDPM.</param>
    /// <param name="levels">Sizes of the network.</param>
    /// <param name="olderAttention">Whether attention has the names from before diffusers 0.15.</param>
    public static IEnumerable<WeightData> Rename(WeightCollection plain, int levels, bool olderAttention) => plain.Entries.Select(info =>
    {
        bool matrix = info.Name.Contains(".attn", StringComparison.Ordinal) && info.Shape.Rank == 4;
        WeightShape shape = matrix ? [info.Shape[0], info.Shape[1]] : info.Shape;
        return WeightData.FromFloat32(Translate(info.Name, levels, olderAttention), shape, plain.ReadFloat32(info.Name));
    });

    private static string Translate(string name, int levels, bool older)
    {
        (string From, string To)[] words =
        [
            ("temb.dense.0.", "time_embedding.linear_1."), ("temb.dense.1.", "time_embedding.linear_2."), ("norm_out.", "conv_norm_out."),
            ("mid.block_1.", "mid_block.resnets.0."), ("mid.block_2.", "mid_block.resnets.1."), ("mid.attn_1.", "mid_block.attentions.0."),
            (".block.", ".resnets."), (".attn.", ".attentions."), (".downsample.", ".downsamplers.0."), (".upsample.", ".upsamplers.0."),
            (".temb_proj.", ".time_emb_proj."), (".nin_shortcut.", ".conv_shortcut."), (".norm.", ".group_norm."),
            (".q.", older ? ".query." : ".to_q."), (".k.", older ? ".key." : ".to_k."), (".v.", older ? ".value." : ".to_v."), (".proj_out.", older ? ".proj_attn." : ".to_out.0."),
        ];
        foreach ((string from, string to) in words)
            name = name.Replace(from, to, StringComparison.Ordinal);
        for (int level = 0; level < levels; level++)
        {
            if (name.StartsWith($"down.{level}.", StringComparison.Ordinal))
                return $"down_blocks.{level}.{name[7..]}";
            if (name.StartsWith($"up.{level}.", StringComparison.Ordinal))
                return $"up_blocks.{levels - 1 - level}.{name[5..]}";
        }

        return name;
    }
}
