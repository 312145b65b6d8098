namespace Sige.Lowering;

/// <summary>
/// norm(x) (1 + scale) + shift with one scale and shift for each image and channel: the statistics step puts them into the scale
/// and shift that it makes. It moves to where the modulation was, behind whatever computes them.
/// </summary>
internal static class AdaptiveNormPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (ModulateStep step in graph.Steps.OfType<ModulateStep>().Where(step => IsOfImages(step)).ToArray())
        {
            if (graph.ProducerOf<AffineStep>(step.Source) is not { Affine: StatisticsAffine affine, Activation.IsNone: true } norm)
                continue;
            var statistics = (StatisticsStep)graph.Producer(affine)!;
            bool isOnlyUse = graph.SoleReader(norm.Target!) == step && graph.Steps.Count(other => other.Affines.Contains(affine)) == 1;
            if (!isOnlyUse || statistics is not { ImageScale: null, ImageShift: null })
                continue;
            statistics.ImageScale = step.Gamma;
            statistics.ImageShift = step.Beta;
            norm.Target = step.Target;
            graph.Steps.Remove(statistics);
            graph.Steps.Remove(norm);
            graph.Replace(step, statistics, norm);
        }
    }

    private static bool IsOfImages(ModulateStep step) =>
        step.Beta.Tensor.Shape.Resolution.PixelCount == 1 && (step.Gamma is null || step.Gamma.Value.Tensor.Shape.Resolution.PixelCount == 1);
}
