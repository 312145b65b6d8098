using Sige.Devices;

namespace Sige.Lowering;

/// <summary>Puts channels one behind the other.</summary>
internal sealed class ConcatStep(string name) : PlanStep(name)
{
    public required IReadOnlyList<Operand> Sources { get; set; }

    public override string Kind => "concat";

    public override IEnumerable<Operand> Operands => Sources;

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Sources = [.. Sources.Select(replace)];

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
    {
        DeviceTensor target = memory.View(Target!);
        int first = 0;
        foreach (Operand source in Sources)
        {
            Operators.Activate(queue, memory.View(source), default, active, target.Channels(first, source.Channels));
            first += source.Channels;
        }
    });
}
