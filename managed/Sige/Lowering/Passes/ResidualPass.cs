using Sige.Devices;

namespace Sige.Lowering;

/// <summary>
/// conv(x) + y: an addition joins a convolution that nothing else reads. If that is the input computed last, the other is there when
/// it runs; else the convolution moves to where the addition was.
/// </summary>
internal static class ResidualPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (AddStep add in graph.Steps.OfType<AddStep>().ToArray())
        {
            bool rightIsLast = Place(graph, add.Right) > Place(graph, add.Left);
            (Operand last, Operand first) = rightIsLast ? (add.Right, add.Left) : (add.Left, add.Right);
            if (Find(graph, add, last) is { } convolution)
            {
                convolution.Residual = first;
                graph.Absorb(convolution, add);
            }
            else if (Find(graph, add, first) is { } earlier)
            {
                earlier.Residual = last;
                graph.AbsorbInPlace(earlier, add);
            }
        }
    }

    private static ConvolutionStep? Find(StepGraph graph, AddStep add, Operand operand) =>
        graph.ProducerOf<ConvolutionStep>(operand) is { Residual: null, Activation.IsNone: true, Modulation: Modulation.None } convolution
        && graph.SoleReader(operand.Tensor) == add ? convolution : null;

    private static int Place(StepGraph graph, Operand operand) => graph.Steps.FindIndex(step => step.Target == operand.Tensor);
}
