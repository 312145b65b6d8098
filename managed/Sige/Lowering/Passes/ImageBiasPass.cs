using Sige.Devices;

namespace Sige.Lowering;

/// <summary>
/// conv(x) + vector: the convolution adds the vector with its bias. It moves to where the sum was, behind whatever computes the
/// vector.
/// </summary>
internal static class ImageBiasPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (ModulateStep sum in graph.Steps.OfType<ModulateStep>().Where(step => step.Gamma is null).ToArray())
        {
            if (graph.SoleReader(sum.Source.Tensor) != sum)
                continue;
            if (graph.ProducerOf<ConvolutionStep>(sum.Source) is not { ImageBias: null, Residual: null, Activation.IsNone: true, Modulation: Modulation.None } convolution)
                continue;
            convolution.ImageBias = sum.Beta;
            graph.AbsorbInPlace(convolution, sum);
        }
    }
}
