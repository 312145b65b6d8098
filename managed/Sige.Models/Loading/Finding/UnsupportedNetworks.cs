using Sige.Weights;

namespace Sige.Models;

/// <summary>Networks that a file may hold instead of the one that is looked for, told by the end of a tensor's name.</summary>
internal static class UnsupportedNetworks
{
    private static readonly (string Mark, string Network)[] Known =
    [
        ("attn2.to_k.weight", "a part of a text-conditional U-Net of diffusers (UNet2DConditionModel, as in Stable Diffusion)"),
        ("input_blocks.0.0.weight", "a U-Net of the guided-diffusion or latent-diffusion code base (input_blocks.*), whose names are not supported"),
        ("all_modules.0.weight", "a network of the score-SDE code base (all_modules.*), whose names are not supported"),
        ("decoder.conv_in.weight", "an autoencoder (encoder.*, decoder.*) whose names are not supported"),
    ];

    /// <summary>Says what a file holds; null if nothing is recognised.</summary>
    public static string? Describe(WeightCollection weights, NetworkSignature expected)
    {
        foreach (NetworkSignature signature in NetworkSignature.All)
        {
            if (signature != expected && NamedNetworks.Find(weights, signature).Count > 0)
                return signature.Network;
        }

        string? known = Known.FirstOrDefault(known => weights.Entries.Any(info => SectionNames.FindEnd(info.Name, known.Mark) >= 0)).Network;
        string? list = UnnamedAverages.Lists(weights).FirstOrDefault().Path;
        return known ?? (list is null ? null : $"a file of averaged weights without names ('{list}'), which need the network's own beside them to be told apart");
    }
}
