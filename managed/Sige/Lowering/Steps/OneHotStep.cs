using Sige.Devices;

namespace Sige.Lowering;

/// <summary>Writes the one-hot of a label map.</summary>
internal sealed class OneHotStep(string name) : PlanStep(name)
{
    public required Operand Labels { get; set; }

    public override string Kind => "one hot";

    public override IEnumerable<Operand> Operands => [Labels];

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Labels = replace(Labels);

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.OneHot(queue, memory.View(Labels), active, memory.View(Target!)));
}
