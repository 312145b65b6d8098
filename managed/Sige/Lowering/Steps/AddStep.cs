using Sige.Devices;

namespace Sige.Lowering;

/// <summary>y = left + right.</summary>
internal sealed class AddStep(string name) : PlanStep(name)
{
    public required Operand Left { get; set; }

    public required Operand Right { get; set; }

    public override string Kind => "add";

    public override IEnumerable<Operand> Operands => [Left, Right];

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Left = replace(Left);
        Right = replace(Right);
    }

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.Add(queue, memory.View(Left), memory.View(Right), active, memory.View(Target!)));
}
