using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>A network as a list of steps, each one native call, with a place for every tensor.</summary>
internal sealed class ExecutionPlan
{
    private readonly PlanLinks _links;
    private readonly IReadOnlyDictionary<PlanTensor, TensorPlacement> _placements;
    private readonly HashSet<PlanValue> _ofSettings;

    private ExecutionPlan(StepGraph graph, ElementType activations, Func<Resolution, bool>? isSparse, bool recompute)
    {
        Activations = activations;
        IsCached = isSparse is not null;
        _links = new PlanLinks(graph);
        Outputs = graph.Outputs;
        Tensors = [.. Inputs, .. _links.Written];
        _ofSettings = TensorLifetimes.DependentOnSettings(_links);
        HashSet<PlanValue> ofPicture = TensorLifetimes.DependentOnPicture(_links);
        if (activations == ElementType.Float16)
            Float16Storage.Choose(_links, ofPicture);
        Dictionary<PlanTensor, TensorPlacement> placements = isSparse is null
            ? TensorLifetimes.Record(_links, ofPicture, _ofSettings)
            : TensorLifetimes.Cache(_links, ofPicture, _ofSettings, isSparse, recompute);
        ArenaBytes = TensorLifetimes.PlaceInArena(_links, placements);
        _placements = placements;
        MultiplyAdds = Steps.Sum(step => step.MultiplyAdds);
    }

    /// <summary>Whether nothing outlives a run: what edits need of a dense run comes from a cache.</summary>
    public bool IsCached { get; }

    /// <summary>What tensors that depend on the picture are kept as where that can be: Float32 or Float16.</summary>
    public ElementType Activations { get; }

    public IReadOnlyList<PlanStep> Steps => _links.Steps;

    public IReadOnlyList<PlanTensor> Inputs => _links.Inputs;

    public IReadOnlyList<(string Name, PlanTensor Tensor)> Outputs { get; }

    /// <summary>Inputs first, then what each step writes.</summary>
    public IReadOnlyList<PlanTensor> Tensors { get; }

    /// <summary>The size of the memory that all tensors share that do not outlive a run.</summary>
    public long ArenaBytes { get; }

    /// <summary>Multiply-adds of a dense run in direct arithmetic.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The step that makes a value, by its place in the plan; -1 for inputs and constants.</summary>
    public int IndexOf(PlanValue value) => _links.Producer(value);

    /// <summary>The steps that read a value, by their place in the plan, ascending.</summary>
    public IReadOnlyList<int> Readers(PlanValue value) => _links.Readers(value);

    public bool IsOutput(PlanTensor tensor) => _links.IsOutput(tensor);

    /// <summary>Whether an input stays the same for many recordings.</summary>
    public bool IsSetting(PlanTensor input) => _links.Settings.Contains(input);

    /// <summary>Whether a step depends on settings alone, so that it runs when they change.</summary>
    public bool IsOfSettings(int step) => _ofSettings.Contains(Steps[step].Product);

    /// <summary>What the plan decides of a tensor.</summary>
    public TensorPlacement Placement(PlanTensor tensor) => _placements[tensor];

    /// <summary>
    /// Whether sums can be brought up to date from old and new active pixels: those are kept of whole pixels of steps' results only.
    /// </summary>
    public bool CanUpdate(StatisticsStep step) => IsKept(step.Source) && (step.Source2 is null || IsKept(step.Source2.Value));

    /// <summary>Makes the plan of a session that records one run in place.</summary>
    /// <param name="steps">A lowered network, which becomes the plan.</param>
    /// <param name="options">Which fusions the plan may use.</param>
    /// <param name="activations">What tensors that depend on the picture are kept as, Float32 or Float16.</param>
    public static ExecutionPlan Create(StepGraph steps, LoweringOptions? options = null, ElementType activations = ElementType.Float32) =>
        Create(steps, options, activations, null, recompute: false);

    /// <summary>Makes the plan of a session that keeps what it records in a cache.</summary>
    /// <param name="steps">A lowered network, which becomes the plan.</param>
    /// <param name="options">Which fusions the plan may use.</param>
    /// <param name="activations">What tensors that depend on the picture are kept as, Float32 or Float16.</param>
    /// <param name="isSparse">Whether edits compute active pixels only at a resolution.</param>
    /// <param name="recompute">Whether tensors that are cheap to make may be recomputed instead of cached.</param>
    public static ExecutionPlan CreateCached(
        StepGraph steps, LoweringOptions? options, ElementType activations, Func<Resolution, bool> isSparse, bool recompute) =>
        Create(steps, options, activations, isSparse, recompute);

    private bool IsKept(Operand operand) =>
        operand.IsWholePixel && Placement(operand.Tensor).Storage is TensorStorage.Recorded or TensorStorage.Cached;

    private static ExecutionPlan Create(
        StepGraph steps, LoweringOptions? options, ElementType activations, Func<Resolution, bool>? isSparse, bool recompute)
    {
        options ??= new LoweringOptions();
        foreach ((bool enabled, Action<StepGraph> pass) in Passes(options))
        {
            if (!enabled)
                continue;
            pass(steps);
            steps.RemoveDead();
        }

        return new ExecutionPlan(steps, activations, isSparse, recompute);
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
