namespace Sige.Lowering;

/// <summary>Who makes and who reads each value of a finished list of steps, found once.</summary>
internal sealed class PlanLinks
{
    private readonly Dictionary<PlanValue, int> _producers = [];
    private readonly Dictionary<PlanValue, List<int>> _readers = [];
    private readonly HashSet<PlanTensor> _outputs;

    public PlanLinks(StepGraph graph)
    {
        Steps = [.. graph.Steps];
        (Inputs, Conditions, Settings) = (graph.Inputs, graph.Conditions, graph.Settings);
        _outputs = [.. graph.Outputs.Select(output => output.Tensor)];
        for (int i = 0; i < Steps.Count; i++)
        {
            _producers.Add(Steps[i].Product, i);
            foreach (PlanValue value in Steps[i].Reads.Distinct())
                ReadersOf(value).Add(i);
        }
    }

    public IReadOnlyList<PlanStep> Steps { get; }

    public IReadOnlyList<PlanTensor> Inputs { get; }

    /// <summary>The inputs that edits leave as they were recorded.</summary>
    public IReadOnlySet<PlanTensor> Conditions { get; }

    /// <summary>Those of them that stay the same for many recordings.</summary>
    public IReadOnlySet<PlanTensor> Settings { get; }

    /// <summary>The tensors that steps write, in the order of the steps.</summary>
    public IEnumerable<PlanTensor> Written => Steps.Select(step => step.Target).OfType<PlanTensor>();

    public bool IsOutput(PlanTensor tensor) => _outputs.Contains(tensor);

    /// <summary>The step that makes a value, by its place; -1 for inputs and constants.</summary>
    public int Producer(PlanValue value) => _producers.GetValueOrDefault(value, -1);

    /// <summary>The steps that read a value, by their place, ascending.</summary>
    public IReadOnlyList<int> Readers(PlanValue value) => _readers.TryGetValue(value, out List<int>? readers) ? readers : [];

    private List<int> ReadersOf(PlanValue value)
    {
        if (!_readers.TryGetValue(value, out List<int>? readers))
            _readers.Add(value, readers = []);
        return readers;
    }
}
