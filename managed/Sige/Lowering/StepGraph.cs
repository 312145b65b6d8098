namespace Sige.Lowering;

/// <summary>The steps of a plan in the making, in the order in which they run.</summary>
internal sealed class StepGraph
{
    public required List<PlanStep> Steps { get; init; }

    public required IReadOnlyList<PlanTensor> Inputs { get; init; }

    /// <summary>The inputs that edits leave as they were recorded.</summary>
    public IReadOnlySet<PlanTensor> Conditions { get; init; } = new HashSet<PlanTensor>();

    /// <summary>Those of them that stay the same for many recordings.</summary>
    public IReadOnlySet<PlanTensor> Settings { get; init; } = new HashSet<PlanTensor>();

    public required IReadOnlyList<(string Name, PlanTensor Tensor)> Outputs { get; init; }

    public bool IsOutput(PlanTensor tensor) => Outputs.Any(output => output.Tensor == tensor);

    public PlanStep? Producer(PlanValue value) => Steps.Find(step => step.Product == value);

    /// <summary>The step of a kind that writes a whole tensor which an operand sees as it is; else null.</summary>
    public T? ProducerOf<T>(Operand? operand)
        where T : PlanStep => operand is { IsAll: true } seen ? Producer(seen.Tensor) as T : null;

    public IReadOnlyList<PlanStep> Readers(PlanTensor tensor) =>
        Steps.FindAll(step => step.Operands.Any(operand => operand.Tensor == tensor));

    /// <summary>The one step that reads a tensor, once, if there is just that one and the tensor is no output.</summary>
    public PlanStep? SoleReader(PlanTensor tensor)
    {
        if (IsOutput(tensor))
            return null;
        IReadOnlyList<PlanStep> readers = Readers(tensor);
        return readers.Count == 1 && readers[0].Operands.Count(operand => operand.Tensor == tensor) == 1 ? readers[0] : null;
    }

    /// <summary>Puts one step in another's place.</summary>
    public void Replace(PlanStep old, PlanStep replacement) => Steps[Steps.IndexOf(old)] = replacement;

    /// <summary>Puts two steps in another's place.</summary>
    public void Replace(PlanStep old, PlanStep first, PlanStep second)
    {
        Replace(old, second);
        Steps.Insert(Steps.IndexOf(second), first);
    }

    /// <summary>Lets a step write what a later one wrote, which goes.</summary>
    public void Absorb(PlanStep step, PlanStep absorbed)
    {
        step.Target = absorbed.Target;
        Steps.Remove(absorbed);
    }

    /// <summary>As <see cref="Absorb"/>, but the step moves to where the later one was, behind everything that was computed in between.</summary>
    public void AbsorbInPlace(PlanStep step, PlanStep absorbed)
    {
        step.Target = absorbed.Target;
        Steps.Remove(step);
        Replace(absorbed, step);
    }

    /// <summary>Takes out the steps whose results nobody reads.</summary>
    public void RemoveDead()
    {
        HashSet<PlanValue> live = [.. Outputs.Select(output => output.Tensor)];
        for (int i = Steps.Count - 1; i >= 0; i--)
        {
            PlanStep step = Steps[i];
            if (!live.Contains(step.Product))
            {
                Steps.RemoveAt(i);
                continue;
            }

            live.UnionWith(step.Reads);
        }
    }
}
