using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>
/// One run of a convolution: gather, prologue, convolution, epilogue and scatter in one pass.
/// y = activation(conv(prologue(concat(source, source2))) + bias + imageBias + residual), or with modulation
/// y = activation(affine(modulated) * (1 + gamma) + beta).
/// </summary>
/// <remarks>
/// A scale s above 0 upsamples a tensor to the nearest pixel by 2^s while it is read; below 0 it downsamples (top left).
/// </remarks>
public readonly record struct ConvolutionRun
{
    /// <summary>The form to force, or null for the cheapest.</summary>
    public ConvolutionForm? Form { get; init; }

    /// <summary>In what to multiply.</summary>
    public ComputePrecision Precision { get; init; }

    /// <summary>First source, float32 [N, H, W, C]; uint8 [N, H, W, 1] is a label map that stands for its one-hot.</summary>
    public required DeviceTensor Source { get; init; }

    /// <summary>Scale of <see cref="Source"/>.</summary>
    public int SourceScaleLog2 { get; init; }

    /// <summary>Second source, concatenated behind the first, or none.</summary>
    public DeviceTensor Source2 { get; init; }

    /// <summary>Scale of <see cref="Source2"/>.</summary>
    public int Source2ScaleLog2 { get; init; }

    /// <summary>Applied to every source channel; padding stays zero.</summary>
    public Affine Prologue { get; init; }

    /// <summary>Added before the activation, or none.</summary>
    public DeviceTensor Residual { get; init; }

    /// <summary>Scale of <see cref="Residual"/>.</summary>
    public int ResidualScaleLog2 { get; init; }

    /// <summary>
    /// float32 [N, 1, 1, OutChannels], added to each pixel of its image before the activation, or none; a modulation has none.
    /// </summary>
    public DeviceTensor ImageBias { get; init; }

    /// <summary>With modulation: the tensor that is modulated.</summary>
    public DeviceTensor Modulated { get; init; }

    /// <summary>Scale of <see cref="Modulated"/>.</summary>
    public int ModulatedScaleLog2 { get; init; }

    /// <summary>With modulation: the normalisation of <see cref="Modulated"/>; its activation is ignored.</summary>
    public Affine ModulatedAffine { get; init; }

    /// <summary>Applied to the result.</summary>
    public Activation Activation { get; init; }

    /// <summary>Pixels of the destination to compute, or null for all.</summary>
    public ActiveSet? Active { get; init; }

    /// <summary>[N, H, W, OutChannels], or half as many channels with modulation; not a source.</summary>
    public required DeviceTensor Destination { get; init; }

    /// <summary>Describes the run to the library; the scope holds what it refers to.</summary>
    internal SigeConvolutionArgs ToNative(ref HandleScope scope)
    {
        var native = SigeConvolutionArgs.Create();
        native.Form = Form?.Id ?? SigeConstant.FormAuto;
        native.Precision = (SigePrecision)Precision;
        native.Src = scope.Describe(Source);
        native.Src2 = scope.Describe(Source2);
        native.SrcScaleLog2 = SourceScaleLog2;
        native.Src2ScaleLog2 = Source2ScaleLog2;
        native.Prologue = scope.Describe(Prologue);
        native.Residual = scope.Describe(Residual);
        native.ResidualScaleLog2 = ResidualScaleLog2;
        native.Modulated = scope.Describe(Modulated);
        native.ModulatedScaleLog2 = ModulatedScaleLog2;
        native.ModulatedAffine = scope.Describe(ModulatedAffine);
        native.Activation = (SigeActivation)Activation.Function;
        native.Slope = Activation.Slope;
        native.Active = scope.Hold(Active?.Handle);
        native.Dst = scope.Describe(Destination);
        native.ImageBias = scope.Describe(ImageBias);
        return native;
    }
}
