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
        for (int i = 0; i < Sources.Count; i++)
        {
            Operators.CopyPixels(queue, memory.View(Sources[i]), active, target.Channels(first, Sources[i].Channels));
            first += Sources[i].Channels;
        }
    });
}
