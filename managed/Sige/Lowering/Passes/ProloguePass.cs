using Sige.Devices;

namespace Sige.Lowering;

/// <summary>
/// conv(act(norm(x))): normalisation and activation join the convolution or pooling, which applies them as it reads; x itself
/// is what is kept. Done where every reader of the normalised tensor is such a step.
/// </summary>
internal static class ProloguePass
{
    public static void Apply(StepGraph graph)
    {
        foreach (PrologueStep step in graph.Steps.OfType<PrologueStep>().ToArray())
        {
            if (step is ConvolutionStep { Modulation: Modulation.Split, HasPrologue: false } split)
                FuseSplit(graph, split);
            else if (Norm(graph, step.Source) is { } norm && graph.Readers(norm.Target!).All(reader => CanTake(reader, norm.Target!)))
                FuseSingle(step, norm);
        }
    }

    /// <summary>Whether a step reads a tensor as its one source, without a prologue yet.</summary>
    public static bool CanTake(PlanStep reader, PlanTensor tensor) =>
        reader is PrologueStep { HasPrologue: false } step
        && step is not ConvolutionStep { Modulation: Modulation.Split } and not ConvolutionStep { Source2: not null }
        && step.Source.Tensor == tensor
        && step.Operands.Count(operand => operand.Tensor == tensor) == 1;

    private static AffineStep? Norm(StepGraph graph, Operand source) =>
        graph.ProducerOf<AffineStep>(source) is { } norm && !graph.IsOutput(norm.Target!) ? norm : null;

    private static void FuseSingle(PrologueStep step, AffineStep norm)
    {
        step.Source = norm.Source;
        step.Prologue = norm.Affine;
        step.PrologueActivation = norm.Activation;
    }

    /// <summary>Gamma's and beta's sources are instance-normalised each: one statistics step over both serves the two.</summary>
    private static void FuseSplit(StepGraph graph, ConvolutionStep step)
    {
        if (Norm(graph, step.Source) is not { } gamma || Norm(graph, step.Source2!.Value) is not { } beta)
            return;
        StatisticsStep? left = Statistics(graph, gamma);
        StatisticsStep? right = Statistics(graph, beta);
        if (left is null || right is null || left.Epsilon != right.Epsilon || gamma.Activation != beta.Activation)
            return;
        if (graph.SoleReader(gamma.Target!) != step || graph.SoleReader(beta.Target!) != step)
            return;

        var result = new StatisticsAffine(left.Result.Images, left.Result.Channels + right.Result.Channels);
        graph.Steps.Insert(graph.Steps.IndexOf(step), new StatisticsStep($"{step.Name}.statistics", result.Channels, left.Epsilon)
        {
            Source = gamma.Source,
            Source2 = beta.Source,
            Result = result,
        });
        step.Source = gamma.Source;
        step.Source2 = beta.Source;
        step.Prologue = result;
        step.PrologueActivation = gamma.Activation;
    }

    private static StatisticsStep? Statistics(StepGraph graph, AffineStep norm) =>
        norm.Affine is { } affine && graph.Producer(affine) is StatisticsStep
        { IsInstanceNorm: true, Weight: null, Bias: null, Source2: null, ImageScale: null, ImageShift: null } found && found.Source == norm.Source ? found : null;
}
