namespace Sige.Models;

/// <summary>The tensors by whose names a network is recognised.</summary>
/// <param name="Network">What it is, for messages: "a SPADE generator".</param>
/// <param name="Layouts">The sets of names that it is written with.</param>
internal sealed record NetworkSignature(string Network, params IReadOnlyList<NetworkLayout> Layouts)
{
    /// <summary>GauGAN, GAN Compression and their kin.</summary>
    public static NetworkSignature Spade { get; } = new(
        "a SPADE generator",
        new NetworkLayout("SPADE generator", "head_0.conv_0.weight", "fc.weight"));

    /// <summary>The U-Nets of DDPM and Progressive Distillation.</summary>
    public static NetworkSignature UNet { get; } = new(
        "a U-Net of DDPM or Progressive Distillation",
        NetworkLayout.TorchUNet,
        NetworkLayout.FlaxUNet,
        NetworkLayout.DiffusersUNet);

    /// <summary>The U-Net of Stable Diffusion.</summary>
    public static NetworkSignature ConditionalUNet { get; } = new(
        "a text-conditional U-Net", NetworkLayout.DiffusersConditionalUNet, NetworkLayout.CompVisUNet);

    /// <summary>The autoencoder of Stable Diffusion.</summary>
    public static NetworkSignature Autoencoder { get; } = new(
        "an autoencoder", NetworkLayout.DiffusersAutoencoder, NetworkLayout.CompVisAutoencoder);

    /// <summary>The text encoder of Stable Diffusion.</summary>
    public static NetworkSignature ClipText { get; } = new("a CLIP text encoder", NetworkLayout.ClipText);

    /// <summary>Every network that this library loads.</summary>
    public static IReadOnlyList<NetworkSignature> All { get; } = [Spade, UNet, ConditionalUNet, Autoencoder, ClipText];
}

/// <summary>A set of tensor names that a network is written with.</summary>
/// <param name="Name">What it is, for a list.</param>
/// <param name="Marks">Names that it has; the first belongs to no other kind of network.</param>
internal sealed record NetworkLayout(string Name, params IReadOnlyList<string> Marks)
{
    /// <summary>A name that it does not have, and a kind of network does that has all marks beside it; null where there is no such kind.</summary>
    public string? Foreign { get; init; }

    /// <summary>Names of the PyTorch port of DDPM.</summary>
    public static NetworkLayout TorchUNet { get; } = new("diffusion U-Net", "temb.dense.0.weight", "conv_in.weight");

    /// <summary>Names of the Flax implementation of Progressive Distillation.</summary>
    public static NetworkLayout FlaxUNet { get; } = new("diffusion U-Net, Flax names", "dense0.kernel", "conv_in.kernel");

    /// <summary>Names of diffusers' <c>UNet2DModel</c>.</summary>
    public static NetworkLayout DiffusersUNet { get; } = new("diffusion U-Net, diffusers names", "time_embedding.linear_1.weight", "conv_in.weight")
    {
        Foreign = "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight",
    };

    /// <summary>Names of diffusers' <c>UNet2DConditionModel</c>.</summary>
    public static NetworkLayout DiffusersConditionalUNet { get; } = new(
        "text-conditional U-Net, diffusers names", "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", "conv_in.weight");

    /// <summary>Names of the latent-diffusion code base, in whose files Stable Diffusion was published.</summary>
    public static NetworkLayout CompVisUNet { get; } = new(
        "text-conditional U-Net", "middle_block.1.transformer_blocks.0.attn2.to_k.weight", "input_blocks.0.0.weight");

    /// <summary>Names of diffusers' <c>AutoencoderKL</c>.</summary>
    public static NetworkLayout DiffusersAutoencoder { get; } = new(
        "autoencoder, diffusers names", "encoder.down_blocks.0.resnets.0.norm1.weight", "decoder.conv_in.weight");

    /// <summary>Names of the autoencoder in the latent-diffusion code base.</summary>
    public static NetworkLayout CompVisAutoencoder { get; } = new("autoencoder", "encoder.down.0.block.0.norm1.weight", "decoder.conv_in.weight");

    /// <summary>Names of transformers' <c>CLIPTextModel</c>.</summary>
    public static NetworkLayout ClipText { get; } = new(
        "CLIP text encoder", "text_model.embeddings.token_embedding.weight", "text_model.final_layer_norm.weight");
}
