using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>Writes sines and cosines of a time.</summary>
internal sealed class TimeEmbeddingStep(string name, EmbeddingOrder order, float downscaleShift) : PlanStep(name)
{
    public EmbeddingOrder Order { get; } = order;

    public float DownscaleShift { get; } = downscaleShift;

    public required Operand Time { get; set; }

    public override string Kind => "time embedding";

    public override IEnumerable<Operand> Operands => [Time];

    public override bool TakesFloat16(Operand operand) => false;

    public override bool MakesFloat16 => false;

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Time = replace(Time);

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, _) =>
        Operators.TimeEmbedding(queue, memory.View(Time), Order, DownscaleShift, memory.View(Target!)));
}
