namespace Sige.Lowering;

/// <summary>How a step sees a tensor: some of its channels, nearest-resampled.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="FirstChannel">The first channel seen.</param>
/// <param name="Channels">How many.</param>
/// <param name="ScaleLog2">s above 0: each pixel stands for 2^s by 2^s; below 0: every 2^-s-th row and column is seen.</param>
internal readonly record struct Operand(PlanTensor Tensor, int FirstChannel, int Channels, int ScaleLog2 = 0)
{
    /// <summary>The tensor as it is.</summary>
    public static Operand All(PlanTensor tensor) => new(tensor, 0, tensor.Shape.C);

    public bool IsAll => ScaleLog2 == 0 && IsWholePixel;

    public bool IsWholePixel => FirstChannel == 0 && Channels == Tensor.Shape.C;
}
