namespace Sige.Devices;

/// <summary>
/// What the cost model says of one run of a convolution; costs are estimated cycles of one thread, negative where a form does not apply.
/// </summary>
/// <param name="Algorithm">The cheapest.</param>
/// <param name="Pixels">Output pixels of one image that are computed.</param>
/// <param name="Macs">Multiply-adds in direct arithmetic, whole batch.</param>
/// <param name="Bytes">Weights and activations moved by the chosen algorithm.</param>
/// <param name="DirectCost">Cost of the direct form.</param>
/// <param name="Winograd2Cost">Cost of F(2x2, 3x3).</param>
/// <param name="Winograd4Cost">Cost of F(4x4, 3x3).</param>
public readonly record struct ConvolutionPlan(
    ConvolutionAlgorithm Algorithm,
    long Pixels,
    long Macs,
    long Bytes,
    double DirectCost,
    double Winograd2Cost,
    double Winograd4Cost)
{
    /// <summary>Cost of the chosen algorithm in cycles; 0 where the model has none: label maps and depthwise convolutions.</summary>
    public double Cost => Algorithm switch
    {
        ConvolutionAlgorithm.Direct => DirectCost,
        ConvolutionAlgorithm.Winograd2 => Winograd2Cost,
        ConvolutionAlgorithm.Winograd4 => Winograd4Cost,
        _ => 0,
    };
}
