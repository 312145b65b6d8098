namespace Sige.Lowering;

/// <summary>What a step makes and later steps read: a tensor, or a scale and shift. What a plan decides of a tensor is a <see cref="TensorPlacement"/>.</summary>
internal abstract class PlanValue
{
    /// <summary>How many images it has values of; 1 for what all share.</summary>
    public abstract int Images { get; }
}
