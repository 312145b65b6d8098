using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>Halves a tensor: the mean of two by two pixels of prologue(source).</summary>
internal sealed class AveragePoolStep(string name) : PrologueStep(name)
{
    public override string Kind => "pool";

    public override IEnumerable<Operand> Operands => [Source];

    public override IEnumerable<PixelReach> Reaches => [PixelReach.Kernel(Source, new ConvolutionGeometry(2, 2, 2, 2, 0, 0, 0, 0))];

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Source = replace(Source);

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.AveragePool(queue, memory.View(Source), memory.Resolve(Prologue, PrologueActivation), active, memory.View(Target!)));
}
