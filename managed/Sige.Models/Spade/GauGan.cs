using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The GauGAN (SPADE) generator: gamma and beta are convolutions of the hidden map.</summary>
/// <remarks>
/// Source: Park et al., <i>Semantic Image Synthesis with Spatially-Adaptive Normalization</i>, CVPR 2019, figure 4. Key
/// names as in published checkpoints (plain or with spectral norm) and as the SIGE reference implementation fuses them.
/// </remarks>
public sealed class GauGan : SpadeGenerator
{
    private GauGan(SpadeArchitecture architecture, ParameterSource parameters)
        : base(architecture, parameters)
    {
    }

    /// <summary>Takes the network from a weight file; the widths follow from its shapes.</summary>
    /// <param name="weights">The file, plain, spectral or fused; must stay open until the graph is lowered.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="WeightFormatException">The file holds another network.</exception>
    public static new GauGan Load(WeightCollection weights, SpadeGeneratorOptions? options = null) => Load(Find(weights, options), options);

    /// <summary>Takes the network that was found in a file.</summary>
    internal static GauGan Load(FoundNetwork found, SpadeGeneratorOptions? options)
    {
        WeightCollection weights = found.Weights;
        if (GanCompression.IsIn(weights))
            throw new WeightFormatException(weights.FilePath, "this is a GAN Compression generator (gamma and beta are separable), not GauGAN.");
        var names = new SpadeWeightNames(weights);
        return new GauGan(names.ReadArchitecture(options ?? new SpadeGeneratorOptions()), names) { WeightSection = found.Section };
    }

    /// <summary>Makes a network of random weights, the same for the same seed.</summary>
    /// <param name="width">The unit of all widths, known as ngf; published models have 64.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="labelCount">Label classes.</param>
    /// <param name="options">Layout, edges and labels; what is left open has its usual value.</param>
    public static GauGan Random(int width = 64, ulong seed = 1, int labelCount = 35, SpadeGeneratorOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var architecture = SpadeArchitecture.Nominal([width], SpadeReading.Of(labelCount, options ?? new SpadeGeneratorOptions()));
        return new GauGan(architecture, new RandomParameters(seed));
    }

    /// <inheritdoc/>
    /// <remarks>Resolutions below 16x32 run whole.</remarks>
    public override SessionOptions SessionOptions { get; } = new() { SparseFrom = new Resolution(16, 32) };

    private protected override (Value Gamma, Value Beta) ModulationMaps(GraphBuilder graph, Value hidden, string norm, int channels) =>
        (Convolve(graph, hidden, $"{norm}.mlp_gamma", channels, ModulationKernel), Convolve(graph, hidden, $"{norm}.mlp_beta", channels, ModulationKernel));
}
