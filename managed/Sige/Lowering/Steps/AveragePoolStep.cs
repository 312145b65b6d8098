namespace Sige.Lowering;

/// <summary>Halves a tensor: the mean of two by two pixels of prologue(source).</summary>
internal sealed class AveragePoolStep(string name) : PrologueStep(name)
{
    public override string Kind => "pool";

    public override IEnumerable<Operand> Operands => [Source];

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Source = replace(Source);
}
