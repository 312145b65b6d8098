namespace Sige.Lowering;

/// <summary>act(conv(x)): an activation joins the convolution or modulation before it, if nothing else reads that.</summary>
internal static class EpilogueActivationPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (PlanStep step in graph.Steps.ToArray())
        {
            if (step.Target is null || graph.SoleReader(step.Target) is not AffineStep { Affine: null } activation)
                continue;
            if (step is ConvolutionStep { Activation.IsNone: true } convolution)
                convolution.Activation = activation.Activation;
            else if (step is ModulateStep { Activation.IsNone: true } modulation)
                modulation.Activation = activation.Activation;
            else
                continue;
            graph.Absorb(step, activation);
        }
    }
}
