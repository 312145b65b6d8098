using System.Globalization;
using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Reads the weights of a DDPM U-Net by their plain names from a file of diffusers' <c>UNet2DModel</c>.</summary>
/// <remarks>
/// Blocks of the way up are counted from the smallest size there, attention is written with linear layers, and its parts have other
/// names in files from before diffusers 0.15 (<c>query</c>, <c>proj_attn</c>). Source: <c>models/unets/unet_2d.py</c> and
/// <c>unet_2d_blocks.py</c> of diffusers, and its script <c>convert_ddpm_original_checkpoint_to_diffusers.py</c>.
/// </remarks>
/// <param name="weights">The file.</param>
/// <param name="levels">How many sizes the network has.</param>
internal sealed class DiffusersUNetNames(WeightCollection weights, int levels) : ParameterSource
{
    private readonly UNetParameters _parameters = new(weights);

    /// <inheritdoc/>
    public override Parameter Get(string name, WeightShape shape)
    {
        string translated = Translate(name);
        string older = Translate(name, older: true);
        return _parameters.Get(!weights.Contains(translated) && weights.Contains(older) ? older : translated, shape);
    }

    /// <summary>The name that diffusers gives a tensor: <c>up.0.attn.1.q.weight</c> of three levels is <c>up_blocks.2.attentions.1.to_q.weight</c>.</summary>
    private string Translate(string name, bool older = false) => name.Split('.') switch
    {
        ["temb", "dense", var index, var kind] => $"time_embedding.linear_{Number(index) + 1}.{kind}",
        ["norm_out", var kind] => $"conv_norm_out.{kind}",
        ["mid", "attn_1", var part, var kind] => $"mid_block.attentions.0.{Attention(part, older)}.{kind}",
        ["mid", var block, var part, var kind] => $"mid_block.resnets.{(block == "block_1" ? 0 : 1)}.{Residual(part)}.{kind}",
        [var way, var level, "block", var index, var part, var kind] => $"{Level(way, level)}.resnets.{index}.{Residual(part)}.{kind}",
        [var way, var level, "attn", var index, var part, var kind] => $"{Level(way, level)}.attentions.{index}.{Attention(part, older)}.{kind}",
        [var way, var level, "downsample" or "upsample", .. var rest] => $"{Level(way, level)}.{way}samplers.0.{string.Join('.', rest)}",
        _ => name,
    };

    private string Level(string way, string level) => way == "up" ? $"up_blocks.{levels - 1 - Number(level)}" : $"down_blocks.{level}";

    private static string Residual(string part) => part switch
    {
        "temb_proj" => "time_emb_proj",
        "nin_shortcut" => "conv_shortcut",
        _ => part,
    };

    private static string Attention(string part, bool older) => part switch
    {
        "norm" => "group_norm",
        "q" => older ? "query" : "to_q",
        "k" => older ? "key" : "to_k",
        "v" => older ? "value" : "to_v",
        _ => older ? "proj_attn" : "to_out.0",
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
