namespace Sige.Lowering;

/// <summary>Decides which tensors of a plan are kept from run to run, and lets the others share memory.</summary>
internal static class TensorLifetimes
{
    private const long Alignment = 64;

    /// <summary>
    /// A tensor is recorded if an edit may read pixels of it that the edit did not compute: under a 3x3 kernel, through an
    /// index map, from another resolution, for statistics, or as the result.
    /// </summary>
    public static void Classify(StepGraph graph)
    {
        foreach (PlanTensor input in graph.Inputs)
            input.Storage = TensorStorage.Input;
        foreach (PlanTensor tensor in graph.Steps.Select(step => step.Target).OfType<PlanTensor>())
        {
            bool recorded = graph.IsOutput(tensor) || graph.Readers(tensor).Any(
                reader => reader.Operands.Any(operand => operand.Tensor == tensor && !reader.ReadsPointwise(operand)));
            tensor.Storage = recorded ? TensorStorage.Recorded : TensorStorage.Transient;
        }
    }

    /// <summary>Gives each transient tensor the lowest place that is free from its first write to its last read.</summary>
    /// <returns>The bytes that all of them need together.</returns>
    public static long PlaceTransients(StepGraph graph)
    {
        var placed = new List<(long Start, long End, int First, int Last)>();
        for (int first = 0; first < graph.Steps.Count; first++)
        {
            if (graph.Steps[first].Target is not { Storage: TensorStorage.Transient } tensor)
                continue;
            int last = graph.Steps.FindLastIndex(step => step.Operands.Any(operand => operand.Tensor == tensor));
            long start = 0;
            foreach (var other in placed.Where(other => other.Last >= first).OrderBy(other => other.Start))
            {
                if (start + tensor.Bytes <= other.Start)
                    break;
                start = Math.Max(start, other.End);
            }

            tensor.ArenaOffset = start;
            placed.Add((start, Align(start + tensor.Bytes), first, Math.Max(last, first)));
        }

        return placed.Count == 0 ? 0 : placed.Max(place => place.End);
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
