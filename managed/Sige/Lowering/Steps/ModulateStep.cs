using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>y = activation(x (1 + gamma) + beta).</summary>
internal sealed class ModulateStep(string name) : PlanStep(name)
{
    public required Operand Source { get; set; }

    public required Operand Gamma { get; set; }

    public required Operand Beta { get; set; }

    public Activation Activation { get; set; }

    public override string Kind => "modulate";

    public override IEnumerable<Operand> Operands => [Source, Gamma, Beta];

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Source = replace(Source);
        Gamma = replace(Gamma);
        Beta = replace(Beta);
    }
}
