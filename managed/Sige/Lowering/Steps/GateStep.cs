using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>y = source activation(gate).</summary>
internal sealed class GateStep(string name, Activation activation) : PlanStep(name)
{
    public Activation Activation { get; } = activation;

    public required Operand Source { get; set; }

    public required Operand Gate { get; set; }

    public override string Kind => "gate";

    public override IEnumerable<Operand> Operands => [Source, Gate];

    public override bool TakesChannels(Operand operand) => true;

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Source = replace(Source);
        Gate = replace(Gate);
    }

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.Gate(queue, memory.View(Source), memory.View(Gate), Activation, active, memory.View(Target!)));
}
