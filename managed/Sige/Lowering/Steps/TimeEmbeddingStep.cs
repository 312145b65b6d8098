using Sige.Graphs;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>Writes sines and cosines of a time.</summary>
internal sealed class TimeEmbeddingStep(string name, TimeEmbeddingNode node) : PlanStep(name)
{
    public EmbeddingOrder Order { get; } = node.Order;

    public float DownscaleShift { get; } = node.DownscaleShift;

    public required Operand Time { get; set; }

    public override string Kind => "time embedding";

    public override IEnumerable<Operand> Operands => [Time];

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Time = replace(Time);
}
