using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>
/// The U-Net of Progressive Distillation: predicts the picture without noise and the noise, from which a sampler mixes its estimate.
/// </summary>
/// <remarks>
/// Time scales and shifts the second normalisation, and height and width change inside residual blocks, behind the first one.
/// Source: Salimans and Ho, <i>Progressive Distillation for Fast Sampling of Diffusion Models</i>, ICLR 2022, appendix; its reference
/// implementation's <c>unet.py</c>.
/// </remarks>
public sealed class ProgressiveDistillationUNet : DiffusionUNet
{
    private const float LargestLogSnr = 20;
    private const float TimeScale = 1000;

    internal ProgressiveDistillationUNet(UNetConfiguration configuration, ParameterSource parameters)
        : base(configuration, parameters)
    {
    }

    /// <inheritdoc/>
    public override int PredictionChannels => 6;

    /// <inheritdoc/>
    public override float TimeInputOf(float time)
    {
        float clipped = Math.Clamp(time, -LargestLogSnr, LargestLogSnr);
        return TimeScale * (MathF.Atan(MathF.Exp(-0.5f * clipped)) / (0.5f * MathF.PI));
    }

    private protected override Value Residual(UNetLayers layers, Value x, Value time, string name, int channels) =>
        Resampled(layers, x, time, name, channels, static (_, value) => value);

    private protected override Value Downsample(UNetLayers layers, Value x, Value time, string name) =>
        Resampled(layers, x, time, name, x.Shape.C, static (layers, value) => layers.Graph.AveragePool(value));

    private protected override Value Upsample(UNetLayers layers, Value x, Value time, string name) =>
        Resampled(layers, x, time, name, x.Shape.C, static (layers, value) => layers.Double(value));

    private static Value Resampled(
        UNetLayers layers, Value x, Value time, string name, int channels, Func<UNetLayers, Value, Value> resample)
    {
        Value h = resample(layers, layers.NormaliseAndSwish(x, $"{name}.norm1"));
        h = layers.Convolve(h, $"{name}.conv1", channels);
        (Value scale, Value shift) = layers.LinearPair(time, $"{name}.temb_proj", channels);
        h = layers.Graph.ScaleShift(layers.Normalise(h, $"{name}.norm2"), scale, shift, $"{name}.scale_shift");
        h = layers.Convolve(layers.Swish(h), $"{name}.conv2", channels);
        return layers.AddShortcut(resample(layers, x), h, name);
    }
}
