using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A network as a list of steps, each one native call, with a place for every tensor.</summary>
internal sealed class ExecutionPlan
{
    private ExecutionPlan(StepGraph graph, Func<Resolution, bool>? isSparse, bool recompute)
    {
        IsCached = isSparse is not null;
        Steps = [.. graph.Steps];
        Inputs = graph.Inputs;
        Outputs = graph.Outputs;
        Tensors = [.. graph.Inputs, .. graph.Steps.Select(step => step.Target).OfType<PlanTensor>()];
        if (isSparse is null)
            TensorLifetimes.ClassifyRecorded(graph);
        else
            TensorLifetimes.ClassifyCached(graph, isSparse, recompute);
        ArenaBytes = TensorLifetimes.PlaceTransients(graph);
        MultiplyAdds = Steps.Sum(step => step.MultiplyAdds);
    }

    /// <summary>Whether nothing outlives a run: what edits need of a dense run comes from a cache.</summary>
    public bool IsCached { get; }

    public IReadOnlyList<PlanStep> Steps { get; }

    public IReadOnlyList<PlanTensor> Inputs { get; }

    public IReadOnlyList<(string Name, PlanTensor Tensor)> Outputs { get; }

    /// <summary>Inputs first, then what each step writes.</summary>
    public IReadOnlyList<PlanTensor> Tensors { get; }

    /// <summary>The size of the memory that all tensors share that do not outlive a run.</summary>
    public long ArenaBytes { get; }

    /// <summary>Multiply-adds of a dense run in direct arithmetic.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The step that makes a tensor or an affine; -1 for an input.</summary>
    public int IndexOf(object product)
    {
        for (int i = 0; i < Steps.Count; i++)
        {
            if (Steps[i].Product == product)
                return i;
        }

        return -1;
    }

    /// <summary>The steps that read a tensor, by their place in the plan.</summary>
    public IEnumerable<int> Readers(PlanTensor tensor) =>
        Enumerable.Range(0, Steps.Count).Where(step => Steps[step].Operands.Any(operand => operand.Tensor == tensor));

    /// <summary>Makes the plan of a session that records one run in place.</summary>
    /// <param name="steps">A lowered network, which becomes the plan.</param>
    /// <param name="options">Which fusions the plan may use.</param>
    public static ExecutionPlan Create(StepGraph steps, LoweringOptions? options = null) => Create(steps, options, null, recompute: false);

    /// <summary>Makes the plan of a session that keeps what it records in a cache.</summary>
    /// <param name="steps">A lowered network, which becomes the plan.</param>
    /// <param name="options">Which fusions the plan may use.</param>
    /// <param name="isSparse">Whether edits compute active pixels only at a resolution.</param>
    /// <param name="recompute">Whether tensors that are cheap to make may be recomputed instead of cached.</param>
    public static ExecutionPlan CreateCached(StepGraph steps, LoweringOptions? options, Func<Resolution, bool> isSparse, bool recompute) =>
        Create(steps, options, isSparse, recompute);

    private static ExecutionPlan Create(StepGraph steps, LoweringOptions? options, Func<Resolution, bool>? isSparse, bool recompute)
    {
        options ??= new LoweringOptions();
        foreach ((bool enabled, Action<StepGraph> pass) in Passes(options))
        {
            if (!enabled)
                continue;
            pass(steps);
            steps.RemoveDead();
        }

        return new ExecutionPlan(steps, isSparse, recompute);
    }

    private static (bool Enabled, Action<StepGraph> Pass)[] Passes(LoweringOptions options) =>
    [
        (true, steps => steps.RemoveDead()),
        (options.FuseVectors, AdaptiveNormPass.Apply),
        (options.FuseVectors, ImageBiasPass.Apply),
        (options.FuseActivations, NormActivationPass.Apply),
        (options.FuseModulations, ModulationPass.Apply),
        (options.FuseResiduals, ResidualPass.Apply),
        (options.FuseActivations, EpilogueActivationPass.Apply),
        (options.FusePrologues && options.FuseResizes, ResizeOrderPass.Apply),
        (options.FusePrologues, ProloguePass.Apply),
        (options.FuseConcatenations, ConcatenationPass.Apply),
        (options.FuseLabels, LabelPass.Apply),
        (options.JoinConvolutions, JoinPass.Apply),
        (options.FuseResizes, ResizePass.Apply),
    ];
}
