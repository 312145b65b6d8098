using Sige.Devices;

namespace Sige.Lowering;

/// <summary>Lets each pixel of the query gather values: the query is read at output pixels, key and value are read whole.</summary>
internal sealed class AttentionStep(string name, int heads, float scale, bool isCausal) : PlanStep(name)
{
    public int Heads { get; } = heads;

    public float Scale { get; } = scale;

    public bool IsCausal { get; } = isCausal;

    public required Operand Query { get; set; }

    public required Operand Key { get; set; }

    public required Operand Value { get; set; }

    public override string Kind => "attention";

    /// <summary>Each pixel's products with all keys, and the weighted sum of all values.</summary>
    public override long MultiplyAddsPerPixel => Key.Tensor.Shape.Resolution.PixelCount * (Key.Channels + Value.Channels);

    public override IEnumerable<Operand> Operands => [Query, Key, Value];

    public override bool ReadsPointwise(Operand operand) => base.ReadsPointwise(operand) && operand != Key && operand != Value;

    public override bool TakesChannels(Operand operand) => true;

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Query = replace(Query);
        Key = replace(Key);
        Value = replace(Value);
    }

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.Attention(queue, new AttentionRun
        {
            Heads = Heads,
            Scale = Scale,
            Precision = options.Precision,
            IsCausal = IsCausal,
            Query = memory.View(Query),
            Key = memory.View(Key),
            Value = memory.View(Value),
            Active = active,
            Destination = memory.View(Target!),
        }));
}
