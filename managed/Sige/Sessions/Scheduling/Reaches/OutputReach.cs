using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>How far from a pixel of the outputs the pixels of other tensors lie on which it depends through kernels.</summary>
internal static class OutputReach
{
    /// <summary>
    /// The distance for each tensor, in its own pixels. Tensors that are larger than one of their readers, or of which a reader reads all,
    /// have none; statistics do not count.
    /// </summary>
    public static IReadOnlyDictionary<PlanTensor, int> Of(ExecutionPlan plan)
    {
        var reaches = new Dictionary<PlanTensor, int>();
        var unbounded = new HashSet<PlanTensor>();
        foreach ((_, PlanTensor output) in plan.Outputs)
            reaches[output] = 0;
        for (int i = plan.Steps.Count - 1; i >= 0; i--)
        {
            PlanStep step = plan.Steps[i];
            if (step is StatisticsStep)
                continue;
            foreach (Operand operand in step.Operands)
            {
                if (unbounded.Contains(step.Target!) || Through(step, operand, reaches.GetValueOrDefault(step.Target!)) is not { } reach)
                    unbounded.Add(operand.Tensor);
                else
                    reaches[operand.Tensor] = Math.Max(reaches.GetValueOrDefault(operand.Tensor), reach);
            }
        }

        foreach (PlanTensor tensor in unbounded)
            reaches.Remove(tensor);
        return reaches;
    }

    /// <summary>The distance in an operand that a distance in a step's result comes to; null if it is not bounded.</summary>
    private static int? Through(PlanStep step, Operand operand, int reach)
    {
        if (step.ReadsPointwise(operand))
            return reach;
        bool keepsSize = step is ConvolutionStep { Geometry: { StrideH: 1, StrideW: 1 } } or ResizeStep
            && operand.Tensor.Shape.Resolution.PixelCount <= step.Resolution.PixelCount && operand.ScaleLog2 >= 0;
        if (!keepsSize)
            return null;
        bool isUnderKernel = step is ConvolutionStep convolution && (operand == convolution.Source || operand == convolution.Source2);
        int seen = reach + (isUnderKernel ? ((ConvolutionStep)step).Geometry.Radius : 0);
        int enlarged = step.Resolution.H / operand.Tensor.Shape.H;
        return (seen + enlarged - 1) / enlarged;
    }
}
