using System.Text.Json.Serialization;

namespace Sige.Bench.Convolutions;

/// <summary>One measured run of a convolution. GFLOP/s count direct arithmetic; costs are in the processor's unit, a cycle of one thread.</summary>
/// <param name="Network">The network.</param>
/// <param name="Layer">The first layer of this shape.</param>
/// <param name="Shape">Channels, kernel and output size.</param>
/// <param name="Count">Layers of this shape.</param>
/// <param name="Pixels">Which pixels are computed: all, or how many.</param>
/// <param name="Active">How many pixels are computed.</param>
/// <param name="MultiplyAdds">Multiply-adds of one layer in direct arithmetic.</param>
/// <param name="Form">How, by the form's name.</param>
/// <param name="Kept">Whether the form's own weights were kept, rather than made anew in each run; null for a form that has none.</param>
/// <param name="Chosen">Whether the cost model chose it.</param>
/// <param name="Gflops">Back to back.</param>
/// <param name="Share">The same relative to the peak, in percent.</param>
/// <param name="ColdGflops">With empty caches; null where that was not measured.</param>
/// <param name="ColdShare">The same relative to the peak, in percent.</param>
/// <param name="PredictedCost">The cost model's estimate.</param>
/// <param name="MeasuredCost">The time at the clock at which the peak was measured, summed over threads.</param>
/// <param name="PeerGflops">ONNX Runtime, dense; null where it was not run.</param>
/// <param name="PeerShare">The same relative to the peak, in percent.</param>
internal sealed record ConvolutionFigure(
    string Network,
    string Layer,
    string Shape,
    int Count,
    string Pixels,
    long Active,
    long MultiplyAdds,
    string Form,
    bool? Kept,
    bool Chosen,
    double Gflops,
    double Share,
    double? ColdGflops,
    double? ColdShare,
    double PredictedCost,
    double MeasuredCost,
    double? PeerGflops,
    double? PeerShare)
{
    /// <summary>Seconds of one layer.</summary>
    [JsonIgnore]
    public double Seconds => 2e-9 * MultiplyAdds / Gflops;

    /// <summary>Seconds of one layer in ONNX Runtime.</summary>
    [JsonIgnore]
    public double? PeerSeconds => 2e-9 * MultiplyAdds / PeerGflops;
}
