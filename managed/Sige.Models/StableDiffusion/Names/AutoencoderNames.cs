using Sige.Weights;

namespace Sige.Models;

/// <summary>How code bases name the parts of a latent diffusion model's autoencoder; this library's names are those of diffusers.</summary>
internal static class AutoencoderNames
{
    private static readonly string[] Halves = ["encoder", "decoder"];

    private static readonly (string Own, string Other)[] AttentionParts =
        [("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out")];

    private static readonly (string Own, string Other)[] OlderAttentionParts =
        [("to_q", "query"), ("to_k", "key"), ("to_v", "value"), ("to_out.0", "proj_attn")];

    /// <summary>The names of diffusers before its version 0.15, which differ in the attention.</summary>
    public static NameTable Older { get; } = new(Halves.SelectMany(half => OlderAttentionParts.Select(part => (
        $"{half}.mid_block.attentions.0.{part.Own}", $"{half}.mid_block.attentions.0.{part.Other}"))));

    /// <summary>Whether tensors have the <see cref="Older"/> names.</summary>
    public static bool IsOlder(WeightCollection weights) => weights.Contains("decoder.mid_block.attentions.0.query.weight");

    /// <summary>The names of the latent-diffusion code base, which counts the decoder's levels from full size.</summary>
    /// <remarks>Source: <c>ldm/modules/diffusionmodules/model.py</c> of Rombach et al., CVPR 2022.</remarks>
    public static NameTable CompVis(AutoencoderConfiguration configuration)
    {
        int levels = configuration.Widths.Count;
        return new NameTable(
        [
            .. Halves.SelectMany(Inner),
            .. Enumerable.Range(0, levels).SelectMany(level => Level(
                $"encoder.down_blocks.{level}", $"encoder.down.{level}", configuration.BlocksPerLevel, "downsample")),
            .. Enumerable.Range(0, levels).SelectMany(level => Level(
                $"decoder.up_blocks.{levels - 1 - level}", $"decoder.up.{level}", configuration.BlocksPerLevel + 1, "upsample")),
        ]);
    }

    private static IEnumerable<(string, string)> Inner(string half) =>
    [
        ($"{half}.mid_block.resnets.0", $"{half}.mid.block_1"),
        .. AttentionParts.Select(part => ($"{half}.mid_block.attentions.0.{part.Own}", $"{half}.mid.attn_1.{part.Other}")),
        ($"{half}.mid_block.resnets.1", $"{half}.mid.block_2"),
        ($"{half}.conv_norm_out", $"{half}.norm_out"),
    ];

    private static IEnumerable<(string, string)> Level(string own, string other, int blocks, string resampling) =>
    [
        .. Enumerable.Range(0, blocks).SelectMany(block => (IEnumerable<(string, string)>)
        [
            ($"{own}.resnets.{block}", $"{other}.block.{block}"),
            ($"{own}.resnets.{block}.conv_shortcut", $"{other}.block.{block}.nin_shortcut"),
        ]),
        ($"{own}.{resampling}rs.0", $"{other}.{resampling}"),
    ];
}
