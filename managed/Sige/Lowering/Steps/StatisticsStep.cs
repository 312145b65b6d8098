using Sige.Tensors;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>
/// Takes mean and variance of a tensor and gives the scale and shift that normalise it; with an image scale and shift (adaptive
/// normalisation) scale (1 + image scale) and shift (1 + image scale) + image shift.
/// </summary>
internal sealed class StatisticsStep(string name, int groups, float epsilon) : PlanStep(name)
{
    public int Groups { get; } = groups;

    public float Epsilon { get; } = epsilon;

    public Parameter? Weight { get; init; }

    public Parameter? Bias { get; init; }

    public required Operand Source { get; set; }

    /// <summary>Channels behind those of <see cref="Source"/>.</summary>
    public Operand? Source2 { get; set; }

    /// <summary>One value for each image and channel, of one pixel; null for 0.</summary>
    public Operand? ImageScale { get; set; }

    /// <summary>One value for each image and channel, of one pixel; null for 0.</summary>
    public Operand? ImageShift { get; set; }

    public required StatisticsAffine Result { get; init; }

    public override PlanValue Product => Result;

    public bool IsInstanceNorm => Groups == Result.Channels;

    public override string Kind => "statistics";

    public override Resolution Resolution => Source.Tensor.Shape.Resolution;

    public override IEnumerable<Operand> Operands
    {
        get
        {
            yield return Source;
            foreach (Operand? operand in (Operand?[])[Source2, ImageScale, ImageShift])
            {
                if (operand is { } present)
                    yield return present;
            }
        }
    }

    public override bool ReadsPointwise(Operand operand) => false;

    /// <summary>Statistics of some channels of a tensor could not be brought up to date.</summary>
    public override bool TakesChannels(Operand operand) => !IsOf(operand);

    public override bool TakesFloat16(Operand operand) => IsOf(operand);

    public override IEnumerable<Parameter> Constants => ((Parameter?[])[Weight, Bias]).OfType<Parameter>();

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Source = replace(Source);
        Source2 = Source2 is { } second ? replace(second) : null;
        ImageScale = ImageScale is { } scale ? replace(scale) : null;
        ImageShift = ImageShift is { } shift ? replace(shift) : null;
    }

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new StatisticsRunner(this, memory);

    /// <summary>Whether an operand is what the statistics are of.</summary>
    public bool IsOf(Operand operand) => operand == Source || operand == Source2;
}
