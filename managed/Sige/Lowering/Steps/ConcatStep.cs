namespace Sige.Lowering;

/// <summary>Puts channels one behind the other.</summary>
internal sealed class ConcatStep(string name) : PlanStep(name)
{
    public required IReadOnlyList<Operand> Sources { get; set; }

    public override string Kind => "concat";

    public override IEnumerable<Operand> Operands => Sources;

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Sources = [.. Sources.Select(replace)];
}
