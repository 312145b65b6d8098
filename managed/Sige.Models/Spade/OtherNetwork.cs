using System.Text.RegularExpressions;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Says by the names of its tensors what network a file holds that is no SPADE generator.</summary>
/// <remarks>
/// Source: the names that the published implementations of SPADE, pix2pix, CycleGAN, pix2pixHD, GAN Compression, StyleGAN, DDPM,
/// diffusers and Stable Diffusion give their layers.
/// </remarks>
internal static partial class OtherNetwork
{
    private static readonly (Regex Pattern, string Description)[] Kinds =
    [
        (SpadeDiscriminator(), "a SPADE discriminator, which training alone needs; the generator lies beside it, usually as latest_net_G.pth"),
        (SpadeEncoder(), "the image encoder of a SPADE model (use_vae); the generator lies beside it, usually as latest_net_G.pth"),
        (HighDefinitionDiscriminator(), "a discriminator as pix2pixHD has, which training alone needs"),
        (MobileResNetGenerator(), "a ResNet generator with separable convolutions, as GAN Compression makes of pix2pix and CycleGAN; of GAN Compression the GauGAN generators are supported"),
        (HighDefinitionGenerator(), "a pix2pixHD generator with local enhancers; GauGAN and GAN Compression's GauGAN are supported"),
        (ResNetGenerator(), "a ResNet generator as pix2pix, CycleGAN and pix2pixHD have; GauGAN and GAN Compression's GauGAN are supported"),
        (UNetGenerator(), "a U-Net generator as pix2pix has; GauGAN and GAN Compression's GauGAN are supported"),
        (StableDiffusion(), "a latent diffusion network such as Stable Diffusion, which is not supported"),
        (DiffusionNetwork(), "a diffusion U-Net, which `sige edit sdedit` edits with"),
        (StyleGan(), "a StyleGAN generator, which is not supported"),
        (PatchDiscriminator(), "a stack of numbered layers, as discriminators of pix2pix and CycleGAN are and simple generators; GauGAN and GAN Compression's GauGAN are supported"),
        (Classifier(), "a network that classifies pictures, of the layout of torchvision"),
    ];

    /// <summary>What the file holds, to stand behind "but"; null if the names tell nothing.</summary>
    public static string? Describe(WeightCollection weights)
    {
        foreach ((Regex pattern, string description) in Kinds)
        {
            if (weights.Entries.FirstOrDefault(info => pattern.IsMatch(info.Name)) is { } tensor)
                return $"{description} (it has '{tensor.Name}')";
        }

        return null;
    }

    [GeneratedRegex(@"(^|\.)discriminator_\d+\.")]
    private static partial Regex SpadeDiscriminator();

    [GeneratedRegex(@"(^|\.)fc_(mu|var)\.weight$")]
    private static partial Regex SpadeEncoder();

    [GeneratedRegex(@"(^|\.)scale\d+_layer\d+\.|^layer\d+\.\d+\.weight$")]
    private static partial Regex HighDefinitionDiscriminator();

    [GeneratedRegex(@"(^|\.)(conv_block\.\d+\.conv\.\d+\.|down_sampling\.\d+\.|up_sampling\.\d+\.)")]
    private static partial Regex MobileResNetGenerator();

    [GeneratedRegex(@"(^|\.)model\d+_\d+\.\d+\.")]
    private static partial Regex HighDefinitionGenerator();

    [GeneratedRegex(@"(^|\.)conv_block\.\d+\.")]
    private static partial Regex ResNetGenerator();

    [GeneratedRegex(@"(^|\.)model\.model\.\d+\.")]
    private static partial Regex UNetGenerator();

    [GeneratedRegex(@"(^|\.)(model\.diffusion_model|first_stage_model|cond_stage_model)\.|(^|\.)attn2\.to_[qkv]\.")]
    private static partial Regex StableDiffusion();

    [GeneratedRegex(@"(^|\.)(temb(\.dense)?|time_embedding|time_embed|temb_proj|time_emb_proj)\.|(^|\.)logsnr_embed|(^|\.)down\.\d+\.block\.\d+\.|(^|\.)down_blocks\.\d+\.resnets\.")]
    private static partial Regex DiffusionNetwork();

    [GeneratedRegex(@"(^|\.)(synthesis\.b\d+\.|mapping\.fc\d+\.|style\.\d+\.weight$|to_rgb1\.|convs\.\d+\.conv\.modulation\.)")]
    private static partial Regex StyleGan();

    [GeneratedRegex(@"^(model|main)\.\d+\.(weight|bias)$")]
    private static partial Regex PatchDiscriminator();

    [GeneratedRegex(@"^layer\d\.\d+\.conv\d\.weight$|^features\.\d+\.weight$|^classifier\.\d+\.weight$")]
    private static partial Regex Classifier();
}
