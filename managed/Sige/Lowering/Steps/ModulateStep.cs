using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>y = activation(x (1 + gamma) + beta), where gamma and beta have a value for each pixel or one for each image.</summary>
internal sealed class ModulateStep(string name) : PlanStep(name)
{
    public required Operand Source { get; set; }

    /// <summary>Null for 0: beta is added to the source.</summary>
    public Operand? Gamma { get; set; }

    public required Operand Beta { get; set; }

    public Activation Activation { get; set; }

    public override string Kind => Gamma is null ? "add vector" : "modulate";

    public override IEnumerable<Operand> Operands => Gamma is { } gamma ? [Source, gamma, Beta] : [Source, Beta];

    public override bool TakesChannels(Operand operand) => true;

    public override void ReplaceOperands(Func<Operand, Operand> replace)
    {
        Source = replace(Source);
        Gamma = Gamma is { } gamma ? replace(gamma) : null;
        Beta = replace(Beta);
    }

    public override StepRunner Bind(IStepMemory memory, StepOptions options) => new OperatorRunner((queue, active) =>
        Operators.SpadeModulate(
            queue, memory.View(Source), Affine.Of(Activation), memory.View(Gamma), memory.View(Beta), active, memory.View(Target!)));
}
