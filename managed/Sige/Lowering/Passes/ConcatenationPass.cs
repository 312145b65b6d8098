namespace Sige.Lowering;

/// <summary>conv(concat(a, b)): the convolution, or the statistics of its normalisation, reads both tensors where they are.</summary>
internal static class ConcatenationPass
{
    public static void Apply(StepGraph graph)
    {
        foreach (PlanStep step in graph.Steps)
        {
            switch (step)
            {
                case ConvolutionStep { Source2: null, IsDepthwise: false } convolution when Pair(graph, convolution.Source) is { } pair:
                    (convolution.Source, convolution.Source2) = (pair[0], pair[1]);
                    break;
                case StatisticsStep { Source2: null } statistics when Pair(graph, statistics.Source) is { } pair:
                    (statistics.Source, statistics.Source2) = (pair[0], pair[1]);
                    break;
            }
        }
    }

    private static IReadOnlyList<Operand>? Pair(StepGraph graph, Operand source) =>
        graph.ProducerOf<ConcatStep>(source) is { Sources.Count: 2 } concat ? concat.Sources : null;
}
