using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>
/// Decides how far beyond the active pixels edits compute a step's result. Most steps stop there: that is the method's approximation.
/// Two kinds do not, because what they read has changed beyond and it costs little to follow.
/// </summary>
/// <remarks>
/// <para>The last steps, whose results are outputs: each goes as far as the change in what it reads reaches, a kernel's radius.</para>
/// <para>
/// A modulation of an enlarged tensor, which the smaller resolution's edit has changed in a wider ring: the kernels behind it read the
/// modulated form, so it is brought up to date as far as they reach, where outputs at changed pixels depend on it. The reference
/// implementation modulates anew whatever a kernel reads.
/// </para>
/// </remarks>
internal static class EditMargins
{
    /// <summary>Decides for all steps of a finished plan.</summary>
    public static void Assign(StepGraph graph)
    {
        for (int i = graph.Steps.Count - 1; i >= 0; i--)
            graph.Steps[i].IsLast = IsLast(graph, graph.Steps[i]);
        IReadOnlyDictionary<PlanTensor, int> reaches = OutputReach.Of(graph);
        foreach (PlanStep step in graph.Steps)
            step.Margin = step.IsLast ? MarginOfLast(graph, step) : MarginOfModulation(graph, step, reaches);
    }

    /// <summary>Whether a step's result is an output, or is read pixel by pixel by such steps alone.</summary>
    private static bool IsLast(StepGraph graph, PlanStep step)
    {
        if (step is StatisticsStep { Result: var affine })
            return graph.Steps.Where(reader => reader.Affines.Contains(affine)).All(reader => reader.IsLast);
        PlanTensor target = step.Target!;
        return graph.IsOutput(target)
            || graph.Readers(target).All(reader => reader.IsLast && reader.Operands.Where(operand => operand.Tensor == target).All(reader.ReadsPointwise));
    }

    private static EditMargin MarginOfLast(StepGraph graph, PlanStep step)
    {
        if (step is StatisticsStep)
            return default;
        IEnumerable<PlanStep> producers = step.Operands
            .Where(operand => operand.ScaleLog2 == 0)
            .Select(operand => graph.Producer(operand.Tensor))
            .OfType<PlanStep>()
            .Where(producer => producer.Resolution == step.Resolution);
        return new EditMargin(producers.Select(producer => producer.Margin.Width).DefaultIfEmpty().Max() + Radius(step));
    }

    private static EditMargin MarginOfModulation(StepGraph graph, PlanStep step, IReadOnlyDictionary<PlanTensor, int> reaches)
    {
        bool isOfEnlarged = step is ConvolutionStep { Modulation: not ModulationForm.None, Modulated.ScaleLog2: > 0 };
        if (!isOfEnlarged || !step.Target!.IsReadBeyondActive || graph.IsOutput(step.Target))
            return default;
        IReadOnlyList<PlanStep> readers = graph.Readers(step.Target);
        return readers.All(reader => reader is ConvolutionStep && reader.Resolution == step.Resolution)
            ? new EditMargin(readers.Max(Radius), reaches.TryGetValue(step.Target, out int reach) ? reach : null)
            : default;
    }

    /// <summary>How far a step's kernel reaches on a side.</summary>
    private static int Radius(PlanStep step) => step is ConvolutionStep convolution ? convolution.Geometry.Radius : 0;
}
