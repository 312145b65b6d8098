using Sige.Devices;
using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>Whether a convolution's filters are the gamma and beta of a modulation.</summary>
internal enum ModulationForm
{
    /// <summary>A plain convolution.</summary>
    None,

    /// <summary>Gamma and beta read the same source.</summary>
    Joint,

    /// <summary>Gamma reads the first source, beta the second.</summary>
    Split,
}

/// <summary>
/// y = activation(conv(prologue(sources)) + bias + residual), or with modulation
/// y = activation(affine(modulated) (1 + gamma) + beta).
/// </summary>
internal sealed class ConvolutionStep(string name, ConvolutionGeometry geometry, int groups) : PlanStep(name)
{
    public ConvolutionGeometry Geometry { get; } = geometry;

    public int Groups { get; } = groups;

    /// <summary>The filters, in parts that stand one behind the other along the output channels.</summary>
    public required IReadOnlyList<(Parameter Weight, Parameter? Bias)> Filters { get; init; }

    public required Operand Source { get; set; }

    /// <summary>Channels behind those of <see cref="Source"/>; with <see cref="ModulationForm.Split"/> what beta reads.</summary>
    public Operand? Source2 { get; set; }

    /// <summary>Applied to every source channel before the kernel.</summary>
    public ChannelAffine? Prologue { get; set; }

    public Activation PrologueActivation { get; set; }

    public Operand? Residual { get; set; }

    public ModulationForm Modulation { get; init; }

    public Operand? Modulated { get; set; }

    public ChannelAffine? ModulatedAffine { get; init; }

    public Activation Activation { get; set; }

    public bool IsDepthwise => Groups > 1;

    public bool ReadsLabels => Source.Tensor.ElementType == ElementType.UInt8;

    public bool HasPrologue => Prologue is not null || !PrologueActivation.IsNone;

    public int FilterCount => (int)Filters.Sum(part => part.Weight.Shape[0]);

    /// <summary>Channels that each filter set reads; one-hot channels where labels are read.</summary>
    public int InChannels => (int)Filters[0].Weight.Shape[1] * Groups;

    /// <summary>Multiply-adds of one output pixel.</summary>
    public long MultiplyAddsPerPixel => Filters.Sum(part => part.Weight.Shape.ElementCount);

    public override string Kind => this switch
    {
        { Modulation: not ModulationForm.None } => "spade",
        { IsDepthwise: true } => "depthwise",
        { ReadsLabels: true } => "labels",
        _ => $"conv{Geometry.KernelH}x{Geometry.KernelW}",
    };

    public override long MultiplyAdds => Target!.Shape.N * Resolution.PixelCount * MultiplyAddsPerPixel;

    public override IEnumerable<Operand> Operands
    {
        get
        {
            yield return Source;
            foreach (Operand? operand in (Operand?[])[Source2, Residual, Modulated])
            {
                if (operand is { } present)
                    yield return present;
            }
        }
    }

    public override IEnumerable<ChannelAffine> Affines
    {
        get
        {
            if (Prologue is not null)
                yield return Prologue;
            if (ModulatedAffine is not null)
                yield return ModulatedAffine;
        }
    }

    public override bool ReadsPointwise(Operand operand) =>
        base.ReadsPointwise(operand) && (Geometry.IsPointwise || (operand != Source && operand != Source2));

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Source = replace(Source);
        Source2 = Source2 is { } second ? replace(second) : null;
        Residual = Residual is { } residual ? replace(residual) : null;
        Modulated = Modulated is { } modulated ? replace(modulated) : null;
    }
}
