using Sige.Interop;

namespace Sige.Devices;

/// <summary>How a convolution is computed.</summary>
public enum ConvolutionAlgorithm
{
    /// <summary>The cheapest by the cost model.</summary>
    Auto = SigeAlgorithm.Auto,

    /// <summary>Indirect GEMM over a list of pixels.</summary>
    Direct = SigeAlgorithm.Direct,

    /// <summary>Winograd F(2x2, 3x3).</summary>
    Winograd2 = SigeAlgorithm.Winograd2,

    /// <summary>Winograd F(4x4, 3x3).</summary>
    Winograd4 = SigeAlgorithm.Winograd4,

    /// <summary>Sum of weight rows chosen by class ids; the source is a label map.</summary>
    Labels = SigeAlgorithm.Labels,

    /// <summary>One filter for each channel.</summary>
    Depthwise = SigeAlgorithm.Depthwise,
}
