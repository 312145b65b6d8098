using Sige.Devices;

namespace Sige.Lowering;

/// <summary>
/// conv(one-hot(labels)), with or without an edge map behind it: the convolution reads the class ids and adds the weight rows
/// that they choose. The one-hot tensor, ids times as large as the label map, is never written.
/// </summary>
internal static class LabelPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (ConvolutionStep step in graph.Steps.OfType<ConvolutionStep>())
        {
            bool fits = step is { Modulation: Modulation.None, IsDepthwise: false, HasPrologue: false } && step.Source2 is null or { Channels: 1 };
            if (fits && graph.ProducerOf<OneHotStep>(step.Source) is { } oneHot)
                step.Source = oneHot.Labels;
        }
    }
}
