using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>y = activation(x scale + shift).</summary>
internal sealed class AffineStep(string name) : PlanStep(name)
{
    public required Operand Source { get; set; }

    public ChannelAffine? Affine { get; init; }

    public Activation Activation { get; set; }

    public override string Kind => "activate";

    public override IEnumerable<Operand> Operands => [Source];

    public override IEnumerable<ChannelAffine> Affines => Affine is null ? [] : [Affine];

    public override void ReplaceOperands(Func<Operand, Operand> replace) => Source = replace(Source);

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.Activate(queue, memory.View(Source), memory.Resolve(Affine, Activation), active, memory.View(Target!)));
}
