using Sige.Graphs;

namespace Sige.Lowering;

/// <summary>A graph as a list of steps, each one native call, with a place for every tensor.</summary>
internal sealed class ExecutionPlan
{
    private ExecutionPlan(StepGraph graph)
    {
        Steps = [.. graph.Steps];
        Inputs = graph.Inputs;
        Outputs = graph.Outputs;
        Tensors = [.. graph.Inputs, .. graph.Steps.Select(step => step.Target).OfType<PlanTensor>()];
        TensorLifetimes.Classify(graph);
        ArenaBytes = TensorLifetimes.PlaceTransients(graph);
        MultiplyAdds = Steps.Sum(step => step.MultiplyAdds);
    }

    public IReadOnlyList<PlanStep> Steps { get; }

    public IReadOnlyList<PlanTensor> Inputs { get; }

    public IReadOnlyList<(string Name, PlanTensor Tensor)> Outputs { get; }

    /// <summary>Inputs first, then what each step writes.</summary>
    public IReadOnlyList<PlanTensor> Tensors { get; }

    /// <summary>The size of the memory that all transient tensors share.</summary>
    public long ArenaBytes { get; }

    /// <summary>Multiply-adds of a dense run in direct arithmetic.</summary>
    public long MultiplyAdds { get; }

    /// <summary>Lowers a graph.</summary>
    public static ExecutionPlan Create(Graph graph, LoweringOptions? options = null)
    {
        options ??= new LoweringOptions();
        StepGraph steps = NaiveLowering.Lower(graph);
        foreach ((bool enabled, Action<StepGraph> pass) in Passes(options))
        {
            if (!enabled)
                continue;
            pass(steps);
            steps.RemoveDead();
        }

        return new ExecutionPlan(steps);
    }

    private static (bool Enabled, Action<StepGraph> Pass)[] Passes(LoweringOptions options) =>
    [
        (true, steps => steps.RemoveDead()),
        (options.FuseActivations, NormActivationPass.Apply),
        (options.FuseModulations, ModulationPass.Apply),
        (options.FuseResiduals, ResidualPass.Apply),
        (options.FuseActivations, EpilogueActivationPass.Apply),
        (options.FusePrologues, ProloguePass.Apply),
        (options.FuseConcatenations, ConcatenationPass.Apply),
        (options.FuseLabels, LabelPass.Apply),
        (options.JoinConvolutions, JoinPass.Apply),
        (options.FuseResizes, ResizePass.Apply),
    ];
}
