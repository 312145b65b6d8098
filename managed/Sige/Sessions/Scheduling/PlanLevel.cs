using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>A resolution at which steps of a plan run.</summary>
internal sealed class PlanLevel(int index, Resolution resolution, MaskLevel? mask)
{
    /// <summary>Its place among the levels, largest first.</summary>
    public int Index { get; } = index;

    public Resolution Resolution { get; } = resolution;

    /// <summary>The active pixels; null where every run computes all pixels.</summary>
    public MaskLevel? Mask { get; } = mask;

    /// <summary>How the present edit runs its steps.</summary>
    public StepMode Mode { get; private set; } = StepMode.Dense;

    /// <summary>Makes the present run compute all pixels.</summary>
    public void DecideWhole() => Mode = StepMode.Dense;

    /// <summary>Decides the mode once the active set is known.</summary>
    public void Decide(double breakEven) => Mode = Mask switch
    {
        null => StepMode.Dense,
        { Counts.Pixels: 0 } => StepMode.Skipped,
        { } mask => mask.Share > breakEven ? StepMode.Dense : StepMode.Sparse,
    };
}
