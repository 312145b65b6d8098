using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// The compressed GauGAN generator: each block has its own width, and gamma and beta are separable convolutions with an
/// instance normalisation between the depthwise and the 1x1 part.
/// </summary>
/// <remarks>
/// Source: Li et al., <i>GAN Compression: Efficient Architectures for Interactive Conditional GANs</i>, CVPR 2020; the
/// <c>sub_mobile_spade</c> generator of its reference implementation.
/// </remarks>
public sealed class GanCompression : SpadeGenerator
{
    private static readonly int[] PublishedChannels = [32, 32, 32, 48, 32, 24, 24, 32];

    private GanCompression(SpadeArchitecture architecture, ParameterSource parameters)
        : base(architecture, parameters)
    {
    }

    /// <summary>Takes the network from a weight file; the widths follow from its shapes.</summary>
    /// <param name="weights">The file, plain or fused; must stay open until the graph is lowered.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="WeightFormatException">The file holds another network.</exception>
    public static new GanCompression Load(WeightCollection weights, SpadeGeneratorOptions? options = null) => Load(Find(weights, options), options);

    /// <summary>Takes the network that was found in a file.</summary>
    internal static GanCompression Load(FoundNetwork found, SpadeGeneratorOptions? options)
    {
        WeightCollection weights = found.Weights;
        if (!IsIn(weights) && weights.Contains("head_0.conv_0.weight"))
            throw new WeightFormatException(weights.FilePath, "this is no GAN Compression generator: tensor 'head_0.norm_0.mlp_gamma.conv.0.weight' is missing.");
        var names = new SpadeWeightNames(weights);
        return new GanCompression(names.ReadArchitecture(options ?? new SpadeGeneratorOptions()), names) { WeightSection = found.Section };
    }

    /// <summary>Makes a network of random weights, the same for the same seed.</summary>
    /// <param name="channels">Unit of the first map and of each block; empty for the published 32_32_32_48_32_24_24_32.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="labelCount">Label classes.</param>
    /// <param name="options">Layout, edges and labels; what is left open has its usual value.</param>
    public static GanCompression Random(
        ReadOnlySpan<int> channels = default, ulong seed = 1, int labelCount = 35, SpadeGeneratorOptions? options = null)
    {
        int[] units = channels.IsEmpty ? PublishedChannels : channels.ToArray();
        var architecture = SpadeArchitecture.Nominal(units, SpadeReading.Of(labelCount, options ?? new SpadeGeneratorOptions()));
        return new GanCompression(architecture, new RandomParameters(seed));
    }

    /// <inheritdoc/>
    /// <remarks>Resolutions below 32x64 run whole.</remarks>
    public override SessionOptions SessionOptions { get; } = new() { SparseFrom = new Resolution(32, 64) };

    /// <summary>Whether a file holds this kind of generator.</summary>
    internal static bool IsIn(WeightCollection weights) => weights.Contains("head_0.norm_0.mlp_gamma.conv.0.weight");

    private protected override (Value Gamma, Value Beta) ModulationMaps(GraphBuilder graph, Value hidden, string norm, int channels) =>
        (Separable(graph, hidden, $"{norm}.mlp_gamma", channels), Separable(graph, hidden, $"{norm}.mlp_beta", channels));

    private Value Separable(GraphBuilder graph, Value hidden, string name, int channels)
    {
        Value filtered = graph.InstanceNorm(ConvolveDepthwise(graph, hidden, $"{name}.conv.0"), name: $"{name}.conv.1");
        return Convolve(graph, filtered, $"{name}.conv.2", channels, 1);
    }
}
