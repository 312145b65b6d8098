namespace Sige.Lowering;

/// <summary>
/// conv(x) + y: an addition joins the convolution among its inputs that is computed last, so that the other input is there
/// when it runs; the addition must be all that reads that convolution.
/// </summary>
internal static class ResidualPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (AddStep add in graph.Steps.OfType<AddStep>().ToArray())
        {
            int left = Place(graph, add.Left);
            int right = Place(graph, add.Right);
            (Operand last, Operand other, int place) = right > left ? (add.Right, add.Left, right) : (add.Left, add.Right, left);
            if (place < 0 || graph.Steps[place] is not ConvolutionStep convolution || graph.SoleReader(last.Tensor) != add)
                continue;
            if (convolution is not { Residual: null, Activation.IsNone: true, Modulation: ModulationForm.None })
                continue;
            convolution.Residual = other;
            graph.Absorb(convolution, add);
        }
    }

    private static int Place(StepGraph graph, Operand operand) => graph.Steps.FindIndex(step => step.Target == operand.Tensor);
}
