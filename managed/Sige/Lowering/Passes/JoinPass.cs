using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>
/// Convolutions that read the same source in the same way become one with all their filters, so that the source is read
/// once; their readers see a slice of its channels.
/// </summary>
internal static class JoinPass
{
    public static void Apply(StepGraph graph)
    {
        var groups = graph.Steps.OfType<ConvolutionStep>().Where(step => CanJoin(graph, step)).GroupBy(step => (
            step.Source, step.Source2, step.Geometry, step.Prologue, step.PrologueActivation, step.Activation,
            HasBias: step.Filters[0].Bias is not null));
        foreach (ConvolutionStep[] group in groups.Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray())
            Join(graph, group);
    }

    private static bool CanJoin(StepGraph graph, ConvolutionStep step) =>
        step is { IsDepthwise: false, Residual: null, Modulation: ModulationForm.None }
        && !graph.IsOutput(step.Target!)
        && graph.Readers(step.Target!).All(reader => reader is ConvolutionStep);

    private static void Join(StepGraph graph, ConvolutionStep[] group)
    {
        ConvolutionStep first = group[0];
        TensorShape shape = first.Target!.Shape with { C = group.Sum(step => step.Target!.Shape.C) };
        string name = string.Join('+', group.Select(step => step.Name));
        var target = new PlanTensor(name, shape);
        graph.Replace(first, new ConvolutionStep(name, first.Geometry, 1)
        {
            Target = target,
            Filters = [.. group.SelectMany(step => step.Filters)],
            Source = first.Source,
            Source2 = first.Source2,
            Prologue = first.Prologue,
            PrologueActivation = first.PrologueActivation,
            Activation = first.Activation,
        });

        int offset = 0;
        foreach (ConvolutionStep step in group)
        {
            int firstChannel = offset;
            PlanTensor old = step.Target!;
            foreach (PlanStep reader in graph.Readers(old))
                reader.ReplaceOperands(seen => seen.Tensor == old ? seen with { Tensor = target, FirstChannel = firstChannel + seen.FirstChannel } : seen);
            graph.Steps.Remove(step);
            offset += old.Shape.C;
        }
    }
}
