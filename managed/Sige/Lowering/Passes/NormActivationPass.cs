namespace Sige.Lowering;

/// <summary>act(x scale + shift): an activation joins the normalisation before it.</summary>
internal static class NormActivationPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (AffineStep norm in graph.Steps.OfType<AffineStep>().ToArray())
        {
            if (norm.Activation.IsNone && graph.SoleReader(norm.Target!) is AffineStep { Affine: null } activation)
            {
                norm.Activation = activation.Activation;
                graph.Absorb(norm, activation);
            }
        }
    }
}
