using Sige.Devices;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>Normalises each pixel by the mean and variance of its own channels.</summary>
internal sealed class LayerNormStep(string name, float epsilon) : PlanStep(name)
{
    public float Epsilon { get; } = epsilon;

    public Parameter? Weight { get; init; }

    public Parameter? Bias { get; init; }

    public required Operand Source { get; set; }

    public override string Kind => "layer norm";

    public override IEnumerable<Operand> Operands => [Source];

    public override bool TakesChannels(Operand operand) => true;

    public override IEnumerable<Parameter> Constants => ((Parameter?[])[Weight, Bias]).OfType<Parameter>();

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Source = replace(Source);

    public override StepRunner Bind(IStepMemory memory, StepOptions options)
    {
        (DeviceBuffer? weight, DeviceBuffer? bias) = (memory.Upload(Weight), memory.Upload(Bias));
        return new OperatorRunner((queue, active) =>
            Operators.LayerNorm(queue, memory.View(Source), Epsilon, weight, bias, active, memory.View(Target!)));
    }
}
