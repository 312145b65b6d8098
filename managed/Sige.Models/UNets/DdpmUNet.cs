using Sige.Graphs;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The U-Net of Denoising Diffusion Probabilistic Models: predicts the noise in a picture.</summary>
/// <remarks>
/// Source: Ho et al., <i>Denoising Diffusion Probabilistic Models</i>, NeurIPS 2020, appendix B; key names and asymmetric padding as in
/// its PyTorch port, whose LSUN church checkpoint the SIGE reference implementation edits.
/// </remarks>
public sealed class DdpmUNet : DiffusionUNet
{
    /// <summary>A 3x3 kernel over every second pixel, with zeros below and on the right only.</summary>
    private static readonly ConvolutionGeometry Halving = new(3, 3, 2, 2, PadTop: 0, PadLeft: 0, PadBottom: 1, PadRight: 1);

    /// <summary>The same with zeros on all sides, as some models of diffusers have it.</summary>
    private static readonly ConvolutionGeometry CenteredHalving = new(3, 3, 2, 2, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);

    internal DdpmUNet(UNetConfiguration configuration, ParameterSource parameters)
        : base(configuration, parameters)
    {
    }

    /// <inheritdoc/>
    public override int PredictionChannels => 3;

    /// <inheritdoc/>
    public override float TimeInputOf(float time) => time;

    private protected override Value Residual(UNetLayers layers, Value x, Value time, string name, int channels)
    {
        Value h = layers.Convolve(layers.NormaliseAndSwish(x, $"{name}.norm1"), $"{name}.conv1", channels);
        h = layers.Graph.AddVector(h, layers.Linear(time, $"{name}.temb_proj", channels), $"{name}.add_time");
        h = layers.Convolve(layers.NormaliseAndSwish(h, $"{name}.norm2"), $"{name}.conv2", channels);
        return layers.AddShortcut(x, h, name);
    }

    private protected override Value Downsample(UNetLayers layers, Value x, Value time, string name) =>
        layers.Convolve(x, $"{name}.conv", x.Shape.C, geometry: Configuration.PadsDownsamplingOnAllSides ? CenteredHalving : Halving);

    private protected override Value Upsample(UNetLayers layers, Value x, Value time, string name) =>
        layers.Convolve(layers.Double(x), $"{name}.conv", x.Shape.C);
}
