using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>Lets each pixel of the query gather values: the query is read at output pixels, key and value are read whole.</summary>
internal sealed class AttentionStep(string name, AttentionNode node) : PlanStep(name)
{
    public int Heads { get; } = node.Heads;

    public float Scale { get; } = node.Scale;

    public required Operand Query { get; set; }

    public required Operand Key { get; set; }

    public required Operand Value { get; set; }

    public override string Kind => "attention";

    public override long MultiplyAdds { get; } = node.MultiplyAdds;

    public override IEnumerable<Operand> Operands => [Query, Key, Value];

    public override bool ReadsPointwise(Operand operand) => base.ReadsPointwise(operand) && operand != Key && operand != Value;

    public override bool TakesChannels(Operand operand) => true;

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Query = replace(Query);
        Key = replace(Key);
        Value = replace(Value);
    }
}
