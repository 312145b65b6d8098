using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Decides which steps an edit runs, and on which pixels. Skipping is exact: what a skipped step reads has not changed.</summary>
internal sealed class EditSchedule
{
    private readonly Node[] _nodes;
    private readonly StepMode[] _modes;
    private readonly bool[] _dirty;
    private readonly bool[] _changesAll;
    private readonly ExecutionPlan _plan;
    private readonly SessionOptions _options;

    public EditSchedule(
        ExecutionPlan plan, IReadOnlyDictionary<Resolution, PlanLevel> levels, EditMargins margins, SessionOptions options)
    {
        (_plan, _options) = (plan, options);
        var sources = new Dictionary<PlanValue, int>();
        foreach (PlanTensor tensor in plan.Tensors)
            sources.Add(tensor, sources.Count);
        foreach (StatisticsStep step in plan.Steps.OfType<StatisticsStep>())
            sources.Add(step.Result, sources.Count);
        _nodes = [.. plan.Steps.Select((step, index) => new Node(
            step,
            margins.IsLast(index),
            levels[step.Resolution],
            [.. step.Operands.Select(operand => (sources[operand.Tensor], SampledScale(operand))), .. Affines(step, sources)],
            sources[step.Product],
            [.. Precursors(plan, step, levels)]))];
        _modes = new StepMode[_nodes.Length];
        _dirty = new bool[sources.Count];
        _changesAll = new bool[sources.Count];
    }

    /// <summary>How a step runs in the present edit.</summary>
    public StepMode Mode(int step) => _modes[step];

    /// <summary>Lets a step that computes active pixels compute all.</summary>
    public void RunWhole(int step) => _modes[step] = StepMode.Dense;

    /// <summary>The resolution at which a step runs.</summary>
    public PlanLevel Level(int step) => _nodes[step].Level;

    /// <summary>Decides for all steps. The levels' modes are known.</summary>
    /// <param name="inputs">In the order of the plan's inputs, whether the edit changes each.</param>
    /// <param name="sampledScale">The coarsest sampling, as a power of two, that still sees a changed input pixel.</param>
    public void Decide(ReadOnlySpan<bool> inputs, int sampledScale)
    {
        Array.Clear(_dirty);
        inputs.CopyTo(_dirty);
        for (int i = 0; i < _nodes.Length; i++)
        {
            Node node = _nodes[i];
            _modes[i] = IsDirty(node, inputs.Length, sampledScale) ? ModeOf(node) : StepMode.Skipped;
            _dirty[node.Target] = _modes[i] != StepMode.Skipped;
            _changesAll[node.Target] = ChangesAll(node, _modes[i]);
        }

        RevivePrecursors();
    }

    private static int SampledScale(Operand operand) => Math.Max(0, -operand.ScaleLog2);

    private static IEnumerable<(int Source, int Scale)> Affines(PlanStep step, Dictionary<PlanValue, int> sources) =>
        step.Affines.OfType<StatisticsAffine>().Select(affine => (sources[affine], 0));

    /// <summary>The steps without whose results in the same run a step cannot run.</summary>
    private static IEnumerable<int> Precursors(ExecutionPlan plan, PlanStep step, IReadOnlyDictionary<Resolution, PlanLevel> levels)
    {
        foreach (Operand operand in step.Operands)
        {
            if (Producer(plan, operand.Tensor) is >= 0 and int producer)
                yield return producer;
        }

        if (!plan.IsCached)
            yield break;
        foreach (StatisticsAffine affine in step.Affines.OfType<StatisticsAffine>())
        {
            int producer = plan.IndexOf(affine);
            if (levels[plan.Steps[producer].Resolution].Mask is null)
                yield return producer;
        }
    }

    /// <summary>The step that writes a transient tensor; -1 for tensors that are there anyway.</summary>
    private static int Producer(ExecutionPlan plan, PlanTensor tensor) =>
        plan.Placement(tensor).Storage == TensorStorage.Transient ? plan.IndexOf(tensor) : -1;

    private static bool IsFloat(PlanStep step) => step.Target is null or { IsFloat: true };

    private bool IsDirty(Node node, int inputCount, int sampledScale)
    {
        foreach ((int source, int scale) in node.Sources)
        {
            if (_dirty[source] && (source >= inputCount || scale <= sampledScale))
                return true;
        }

        return false;
    }

    /// <summary>Whether a step gives the last ones something that differs at all pixels: statistics, or what was made with them.</summary>
    private static bool ChangesAll(Node node, StepMode mode) =>
        node.IsLast && (node.Step is StatisticsStep ? mode != StepMode.Skipped : mode == StepMode.Dense);

    private bool IsOutputOfAll(Node node)
    {
        if (_options.OutputPolicy != OutputPolicy.Changed || node is not { IsLast: true, Step.Target: not null })
            return false;
        foreach ((int source, _) in node.Sources)
        {
            if (_changesAll[source])
                return true;
        }

        return false;
    }

    private StepMode ModeOf(Node node) => node.Level.Mode switch
    {
        StepMode.Sparse when node is { Step: StatisticsStep, IsLast: false } && _options.NormPolicy == NormPolicy.Recorded => StepMode.Skipped,
        StepMode.Sparse when IsOutputOfAll(node) => StepMode.Dense,
        StepMode.Sparse when !IsFloat(node.Step) && _plan.Placement(node.Step.Target!).IsReadBeyondActive => StepMode.Dense,
        var mode => mode,
    };

    /// <summary>
    /// Transient tensors do not outlive a run: a step that runs needs those that it reads, changed or not, and all of them if it runs whole.
    /// </summary>
    private void RevivePrecursors()
    {
        for (int i = _nodes.Length - 1; i >= 0; i--)
        {
            if (_modes[i] == StepMode.Skipped)
                continue;
            foreach (int precursor in _nodes[i].Precursors)
            {
                if (_modes[precursor] == StepMode.Skipped)
                    _modes[precursor] = ModeOf(_nodes[precursor]);
                if (_modes[i] == StepMode.Dense && _modes[precursor] == StepMode.Sparse && _nodes[precursor].Step.Target is not null)
                    _modes[precursor] = StepMode.Dense;
            }
        }
    }

    private sealed record Node(
        PlanStep Step, bool IsLast, PlanLevel Level, (int Source, int Scale)[] Sources, int Target, int[] Precursors);
}
