using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>Finds a diffusion U-Net's weights in a checkpoint, wherever and under whatever names it keeps them.</summary>
internal static class UNetWeights
{
    /// <summary>Where checkpoints keep weights, averaged ones first; <c>module</c> is what parallel training puts before names.</summary>
    private static readonly string[] Sections = ["ema", "ema_params", "model", "state_dict", "params", "module"];

    /// <summary>Gives the weights by their plain PyTorch names.</summary>
    /// <param name="weights">The file.</param>
    /// <param name="configuration">The network's sizes.</param>
    public static ParameterSource Open(WeightCollection weights, UNetConfiguration configuration)
    {
        WeightCollection network = Unwrap(weights);
        return FlaxUNetNames.AreIn(network) ? new FlaxUNetNames(network) : new UNetNames(network, configuration);
    }

    private static WeightCollection Unwrap(WeightCollection weights) =>
        Sections.FirstOrDefault(section => Holds(weights, section)) is { } found ? Unwrap(weights.Select(found)) : weights;

    private static bool Holds(WeightCollection weights, string section) =>
        weights.UnwrappedSection != section && weights.Entries.Any(info => info.Name.StartsWith($"{section}.", StringComparison.Ordinal));
}
