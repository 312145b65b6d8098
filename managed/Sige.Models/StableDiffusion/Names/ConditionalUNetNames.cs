namespace Sige.Models;

/// <summary>How code bases name the parts of a text-conditional U-Net; this library's names are those of diffusers.</summary>
internal static class ConditionalUNetNames
{
    private static readonly (string Own, string Other)[] ResidualParts =
    [
        ("norm1", "in_layers.0"), ("conv1", "in_layers.2"), ("time_emb_proj", "emb_layers.1"), ("norm2", "out_layers.0"), ("conv2", "out_layers.3"),
        ("conv_shortcut", "skip_connection"),
    ];

    /// <summary>
    /// The names of the latent-diffusion code base, which counts all blocks of the way down and of the way up, and in each its layers.
    /// </summary>
    /// <remarks>Source: <c>ldm/modules/diffusionmodules/openaimodel.py</c> of Rombach et al., CVPR 2022.</remarks>
    public static NameTable CompVis(ConditionalUNetConfiguration configuration) => new(
    [
        ("time_embedding.linear_1", "time_embed.0"),
        ("time_embedding.linear_2", "time_embed.2"),
        ("conv_in", "input_blocks.0.0"),
        .. Down(configuration),
        .. Residual("mid_block.resnets.0", "middle_block.0"),
        ("mid_block.attentions.0", "middle_block.1"),
        .. Residual("mid_block.resnets.1", "middle_block.2"),
        .. Up(configuration),
        ("conv_norm_out", "out.0"),
        ("conv_out", "out.2"),
    ]);

    private static IEnumerable<(string, string)> Down(ConditionalUNetConfiguration configuration)
    {
        int index = 1;
        for (int level = 0; level < configuration.Levels.Count; level++)
        {
            string name = $"down_blocks.{level}";
            for (int block = 0; block < configuration.BlocksPerLevel; block++, index++)
            {
                foreach ((string, string) pair in Step(configuration.Levels[level], name, block, $"input_blocks.{index}"))
                    yield return pair;
            }

            if (level + 1 < configuration.Levels.Count)
                yield return ($"{name}.downsamplers.0.conv", $"input_blocks.{index++}.0.op");
        }
    }

    private static IEnumerable<(string, string)> Up(ConditionalUNetConfiguration configuration)
    {
        int index = 0;
        for (int level = configuration.Levels.Count - 1; level >= 0; level--)
        {
            string name = $"up_blocks.{configuration.Levels.Count - 1 - level}";
            for (int block = 0; block <= configuration.BlocksPerLevel; block++, index++)
            {
                foreach ((string, string) pair in Step(configuration.Levels[level], name, block, $"output_blocks.{index}"))
                    yield return pair;
            }

            if (level > 0)
                yield return ($"{name}.upsamplers.0.conv", $"output_blocks.{index - 1}.{(configuration.Levels[level].TransformerBlocks > 0 ? 2 : 1)}.conv");
        }
    }

    private static IEnumerable<(string, string)> Step(ConditionalUNetLevel level, string name, int block, string other)
    {
        (string, string)[] attention = level.TransformerBlocks > 0 ? [($"{name}.attentions.{block}", $"{other}.1")] : [];
        return Residual($"{name}.resnets.{block}", $"{other}.0").Concat(attention);
    }

    private static IEnumerable<(string, string)> Residual(string own, string other) =>
        ResidualParts.Select(part => ($"{own}.{part.Own}", $"{other}.{part.Other}"));
}
