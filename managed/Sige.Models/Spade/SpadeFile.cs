using System.Text.RegularExpressions;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Tells a file that is no SPADE generator, or one that cannot be painted with, from one that is damaged.</summary>
internal static partial class SpadeFile
{
    private const string SomeBlock = "head_0.conv_0.weight";

    private const int NamesShown = 4;

    /// <summary>Checks that a file holds a SPADE generator that paints from labels alone.</summary>
    /// <param name="weights">Tensors by their plain names.</param>
    /// <exception cref="WeightFormatException">It holds another network; the message says which.</exception>
    public static void Check(WeightCollection weights)
    {
        if (!weights.Contains(SomeBlock))
        {
            if (!IsPartOf(weights))
                throw new WeightFormatException(weights.FilePath, DescribeOther(weights));
            return;
        }

        if (weights.TryGetInfo("fc.weight", out WeightInfo? first) && first.Shape.Rank == 2)
        {
            throw new WeightFormatException(
                weights.FilePath,
                $"this is a SPADE generator with a latent vector (trained with use_vae: 'fc.weight' of shape {first.Shape} is a linear layer of {first.Shape[1]} values, where others have 3x3 filters); "
                + "it is not supported. Train without use_vae, or take a generator without it.");
        }

        if (!weights.Entries.Any(info => HiddenMap().IsMatch(info.Name)))
        {
            throw new WeightFormatException(
                weights.FilePath,
                $"this generator has the blocks of SPADE but not its modulation (no 'norm_0.mlp_shared.0'), as variants of SPADE such as SEAN and CLADE do; GauGAN and GAN Compression generators are supported. Its first block has {Names(weights, "head_0.norm", "head_0.")}.");
        }
    }

    /// <summary>The layer that makes the map of which gamma and beta are made, of one modulation or joined over a block.</summary>
    [GeneratedRegex(@"^[^.]+\.(norm_[01s]\.)?mlp_shared\.0\.")]
    private static partial Regex HiddenMap();

    /// <summary>Whether names show a SPADE generator that has lost tensors, or whose names have something before them.</summary>
    private static bool IsPartOf(WeightCollection weights) => weights.Entries.Any(info => SpadePart().IsMatch(info.Name));

    [GeneratedRegex(@"(^|\.)(G_middle_\d\.|head_0\.conv_0\.|mlp_shared\.0\.)")]
    private static partial Regex SpadePart();

    private static string DescribeOther(WeightCollection weights)
    {
        string? found = OtherNetwork.Describe(weights);
        return found is null
            ? $"this is no SPADE generator: it has neither 'fc.weight' nor blocks such as 'head_0' and 'up_0'; its {weights.Entries.Count} tensors are {Names(weights, "")}."
            : $"this is no SPADE generator but {found}.";
    }

    private static string Names(WeightCollection weights, params ReadOnlySpan<string> prefixes)
    {
        foreach (string prefix in prefixes)
        {
            string[] names = [.. weights.Entries.Select(info => info.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
            if (names.Length > 0)
                return string.Join(", ", names.Take(NamesShown).Select(name => $"'{name}'")) + (names.Length > NamesShown ? ", ..." : "");
        }

        return "no names that tell more";
    }
}
