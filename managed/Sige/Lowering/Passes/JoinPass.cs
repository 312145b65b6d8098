using Sige.Devices;
using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>
/// Convolutions that read the same source in the same way become one with all their filters, so that the source is read
/// once, where the first of them ran; their readers see a slice of its channels. So keys and values of an attention become one
/// convolution, and all projections of a time embedding another. Queries stay apart: they are read at active pixels alone, so no recording need
/// keep them, while keys and values are read everywhere.
/// </summary>
internal static class JoinPass
{
    /// <summary>How many parts a joined step's name has.</summary>
    private const int NamedParts = 4;

    public static void Apply(StepGraph graph)
    {
        var groups = graph.Steps.OfType<ConvolutionStep>().Where(step => CanJoin(graph, step)).GroupBy(step => (
            step.Source, step.Source2, step.Geometry, step.Prologue, step.PrologueActivation, step.Activation,
            HasBias: step.Filters[0].Bias is not null, IsReadWhole: IsReadWhole(graph, step.Target!)));
        foreach (ConvolutionStep[] group in groups.Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray())
            Join(graph, group);
    }

    private static bool CanJoin(StepGraph graph, ConvolutionStep step) =>
        step is { IsDepthwise: false, Residual: null, ImageBias: null, Modulation: Modulation.None }
        && !graph.IsOutput(step.Target!)
        && graph.Readers(step.Target!).All(reader => reader.Operands.All(operand => operand.Tensor != step.Target || reader.TakesChannels(operand)));

    private static bool IsReadWhole(StepGraph graph, PlanTensor tensor) =>
        graph.Readers(tensor).Any(reader => reader.Reaches.Any(reach => reach.Tensor == tensor && reach.IsWhole));

    private static void Join(StepGraph graph, ConvolutionStep[] group)
    {
        ConvolutionStep first = group[0];
        TensorShape shape = first.Target!.Shape with { C = group.Sum(step => step.Target!.Shape.C) };
        string name = group.Length <= NamedParts
            ? string.Join('+', group.Select(step => step.Name))
            : FormattableString.Invariant($"{first.Name}+{group.Length - 1} more");
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
