namespace Sige.Lowering;

/// <summary>
/// conv(resize(act(norm(x)))): what is done to each value may as well be done after the resize, where the convolution takes it as
/// its prologue and the resize as an index map; nothing is written in between.
/// </summary>
internal static class ResizeOrderPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (ResizeStep resize in graph.Steps.OfType<ResizeStep>().Where(step => step.ScaleLog2 is not null).ToArray())
        {
            if (graph.ProducerOf<AffineStep>(resize.Source) is not { Source.IsAll: true } norm || graph.IsOutput(resize.Target!))
                continue;
            if (!graph.Readers(resize.Target!).All(reader => ProloguePass.CanTake(reader, resize.Target!)))
                continue;
            var target = new PlanTensor($"{resize.Name}.source", resize.Target!.Shape with { C = norm.Source.Channels });
            graph.Replace(
                resize,
                new ResizeStep(resize.Name) { Source = norm.Source, Target = target },
                new AffineStep($"{resize.Name}.{norm.Name}")
                {
                    Source = Operand.All(target),
                    Affine = norm.Affine,
                    Activation = norm.Activation,
                    Target = resize.Target,
                });
        }
    }
}
