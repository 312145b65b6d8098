using Sige.Devices;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>
/// y = activation(conv(prologue(sources)) + bias + image bias + residual), or with modulation
/// y = activation(affine(modulated) (1 + gamma) + beta).
/// </summary>
internal sealed class ConvolutionStep(string name, ConvolutionGeometry geometry, int groups) : PrologueStep(name)
{
    public ConvolutionGeometry Geometry { get; } = geometry;

    public int Groups { get; } = groups;

    /// <summary>The filters, in parts that stand one behind the other along the output channels.</summary>
    public required IReadOnlyList<(Parameter Weight, Parameter? Bias)> Filters { get; init; }

    /// <summary>Channels behind those of <see cref="PrologueStep.Source"/>; with <see cref="Modulation.Split"/> what beta reads.</summary>
    public Operand? Source2 { get; set; }

    public Operand? Residual { get; set; }

    /// <summary>Added to all pixels of an image: one value for each image and channel, of one pixel.</summary>
    public Operand? ImageBias { get; set; }

    /// <summary>Whether the filters are the gamma and beta of a modulation.</summary>
    public Modulation Modulation { get; init; }

    public Operand? Modulated { get; set; }

    public ChannelAffine? ModulatedAffine { get; init; }

    public Activation Activation { get; set; }

    public bool IsDepthwise => Groups > 1;

    public bool ReadsLabels => Source.Tensor.ElementType == ElementType.UInt8;

    public int FilterCount => (int)Filters.Sum(part => part.Weight.Shape[0]);

    /// <summary>Channels that each filter set reads; one-hot channels where labels are read.</summary>
    public int InChannels => (int)Filters[0].Weight.Shape[1] * Groups;

    public override long MultiplyAddsPerPixel => Filters.Sum(part => part.Weight.Shape.ElementCount);

    public override string Kind => this switch
    {
        { Modulation: not Modulation.None } => "spade",
        { IsDepthwise: true } => "depthwise",
        { ReadsLabels: true } => "labels",
        _ => $"conv{Geometry.KernelH}x{Geometry.KernelW}",
    };

    public override IEnumerable<Operand> Operands
    {
        get
        {
            yield return Source;
            foreach (Operand? operand in (Operand?[])[Source2, Residual, ImageBias, Modulated])
            {
                if (operand is { } present)
                    yield return present;
            }
        }
    }

    public override IEnumerable<ChannelAffine> Affines => ModulatedAffine is null ? base.Affines : [.. base.Affines, ModulatedAffine];

    public override bool ReadsPointwise(Operand operand) =>
        base.ReadsPointwise(operand) && (Geometry.IsPointwise || (operand != Source && operand != Source2));

    /// <summary>Sources are read under the kernel, a residual and what is modulated at the pixel, the image bias whole.</summary>
    public override IEnumerable<PixelReach> Reaches => Operands.Select(operand =>
        operand == Source || operand == Source2 ? PixelReach.Kernel(operand, Geometry)
        : operand == ImageBias ? PixelReach.Whole(operand)
        : PixelReach.Pointwise(operand));

    public override bool TakesChannels(Operand operand) => true;

    public override bool TakesFloat16(Operand operand) => operand != ImageBias;

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Source = replace(Source);
        Source2 = Source2 is { } second ? replace(second) : null;
        Residual = Residual is { } residual ? replace(residual) : null;
        ImageBias = ImageBias is { } vector ? replace(vector) : null;
        Modulated = Modulated is { } modulated ? replace(modulated) : null;
    }

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new ConvolutionRunner(this, memory, options);
}
