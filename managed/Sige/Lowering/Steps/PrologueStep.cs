using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A step that can apply scale, shift and activation to its source as it reads it.</summary>
internal abstract class PrologueStep(string name) : PlanStep(name)
{
    public required Operand Source { get; set; }

    /// <summary>Applied to every source channel.</summary>
    public ChannelAffine? Prologue { get; set; }

    /// <summary>Applied after <see cref="Prologue"/>.</summary>
    public Activation PrologueActivation { get; set; }

    public bool HasPrologue => Prologue is not null || !PrologueActivation.IsNone;

    public override IEnumerable<ChannelAffine> Affines => Prologue is null ? [] : [Prologue];
}
