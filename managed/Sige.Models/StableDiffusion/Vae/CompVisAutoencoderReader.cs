using System.Text.Json;

namespace Sige.Models;

/// <summary>Reads the <c>ddconfig</c> of an autoencoder of the latent-diffusion code base.</summary>
/// <remarks>
/// Source: Rombach et al., <i>High-Resolution Image Synthesis with Latent Diffusion Models</i>, CVPR 2022,
/// <c>ldm/modules/diffusionmodules/model.py</c>.
/// </remarks>
internal sealed class CompVisAutoencoderReader(JsonElement root, string label)
    : ConfigurationReader(root, label, "this configuration of an autoencoder")
{
    private const int MostLevels = 12;
    private const int MostChannels = 1 << 16;
    private const int Groups = 32;

    /// <summary>Reads and checks it.</summary>
    public AutoencoderConfiguration Read()
    {
        Require(Flag("double_z", otherwise: true), "double_z", "true");
        Require(Numbers("attn_resolutions").Length == 0, "attn_resolutions", "an empty list");
        int channels = Number("ch", Groups, MostChannels, null);
        Require(channels % Groups == 0, "ch", $"a multiple of {Groups}");
        int[] multipliers = Numbers("ch_mult");
        Require(multipliers.Length is >= 1 and <= MostLevels && multipliers.All(multiplier => multiplier is >= 1 and <= 64), "ch_mult", $"1 to {MostLevels} numbers from 1 to 64");
        return new AutoencoderConfiguration
        {
            InputChannels = Number("in_channels", 1, MostChannels, 3),
            OutputChannels = Number("out_ch", 1, MostChannels, 3),
            LatentChannels = Number("z_channels", 1, MostChannels, null),
            Widths = [.. multipliers.Select(multiplier => channels * multiplier)],
            BlocksPerLevel = Number("num_res_blocks", 1, 64, null),
            NormGroups = Groups,
        };
    }
}
