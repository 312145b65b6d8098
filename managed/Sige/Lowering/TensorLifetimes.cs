using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>Decides which tensors of a plan are kept from run to run, and lets the others share memory.</summary>
internal static class TensorLifetimes
{
    private const long Alignment = 64;

    /// <summary>
    /// A tensor is recorded if an edit may read pixels of it that the edit did not compute: under a 3x3 kernel, through an
    /// index map, from another resolution, for statistics, or as the result.
    /// </summary>
    public static void ClassifyRecorded(StepGraph graph)
    {
        DependentOnPicture(graph);
        foreach (PlanTensor tensor in FindReadBeyondActive(graph))
            tensor.Storage = tensor.IsReadBeyondActive ? TensorStorage.Recorded : TensorStorage.Transient;
    }

    /// <summary>
    /// Nothing is recorded. Of the tensors that an edit may read where it did not compute them, those of sparse resolutions come from
    /// a cache and the others are computed anew; outputs, and what does not depend on the picture but is read by what does, are cached.
    /// </summary>
    /// <param name="graph">The steps.</param>
    /// <param name="isSparse">Whether edits compute active pixels only at a resolution.</param>
    /// <param name="recompute">Whether tensors that are cheap to make may be recomputed instead of cached.</param>
    public static void ClassifyCached(StepGraph graph, Func<Resolution, bool> isSparse, bool recompute)
    {
        HashSet<object> ofPicture = DependentOnPicture(graph);
        foreach (PlanTensor tensor in FindReadBeyondActive(graph))
        {
            bool cached = tensor.IsOfPicture
                ? tensor.IsReadBeyondActive && isSparse(tensor.Shape.Resolution)
                : graph.Readers(tensor).Any(reader => ofPicture.Contains(reader.Product));
            tensor.IsRecomputed = recompute && cached && tensor.IsOfPicture && !graph.IsOutput(tensor) && IsCheap(graph, tensor);
            tensor.Storage = tensor.ElementType == ElementType.Float32 && !tensor.IsRecomputed && (cached || graph.IsOutput(tensor))
                ? TensorStorage.Cached
                : TensorStorage.Transient;
        }
    }

    /// <summary>
    /// Whether a tensor is what a convolution makes, without a normalisation between, of inputs or of smaller tensors that are there
    /// wherever they are read.
    /// </summary>
    private static bool IsCheap(StepGraph graph, PlanTensor tensor) =>
        graph.Producer(tensor) is ConvolutionStep
        {
            HasPrologue: false, Residual: null, Modulation: ModulationForm.None, IsDepthwise: false, ReadsLabels: false,
        } step
        && step.Operands.All(operand => operand.Tensor is { Storage: TensorStorage.Input } or { IsRecomputed: false, IsOfPicture: false }
            || (!operand.Tensor.IsRecomputed && operand.Tensor.Shape.Resolution.PixelCount < tensor.Shape.Resolution.PixelCount));

    /// <summary>
    /// Gives each tensor that does not outlive a run the lowest place that is free from its first write to its last read; an output
    /// is read after the last step.
    /// </summary>
    /// <returns>The bytes that all of them need together.</returns>
    public static long PlaceTransients(StepGraph graph)
    {
        var placed = new List<(long Start, long End, int First, int Last)>();
        for (int first = 0; first < graph.Steps.Count; first++)
        {
            if (graph.Steps[first].Target is not { Storage: TensorStorage.Transient or TensorStorage.Cached } tensor)
                continue;
            int last = graph.IsOutput(tensor)
                ? graph.Steps.Count
                : graph.Steps.FindLastIndex(step => step.Operands.Any(operand => operand.Tensor == tensor));
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

    /// <summary>Marks inputs as such and finds which of the other tensors an edit may read beyond the active pixels.</summary>
    private static IEnumerable<PlanTensor> FindReadBeyondActive(StepGraph graph)
    {
        foreach (PlanTensor input in graph.Inputs)
            input.Storage = TensorStorage.Input;
        foreach (PlanTensor tensor in graph.Steps.Select(step => step.Target).OfType<PlanTensor>())
        {
            tensor.IsReadBeyondActive = graph.IsOutput(tensor) || graph.Readers(tensor).Any(
                reader => reader.Operands.Any(operand => operand.Tensor == tensor && !reader.ReadsPointwise(operand)));
            yield return tensor;
        }
    }

    /// <summary>The tensors and statistics that depend on an input that is no condition; tensors are marked so.</summary>
    private static HashSet<object> DependentOnPicture(StepGraph graph)
    {
        foreach (PlanTensor input in graph.Inputs)
            input.IsOfPicture = !IsCondition(graph, input);
        HashSet<object> dependent = [.. graph.Inputs.Where(input => input.IsOfPicture)];
        foreach (PlanStep step in graph.Steps)
        {
            if (step.Operands.Any(operand => dependent.Contains(operand.Tensor)) || step.Affines.Any(dependent.Contains))
                dependent.Add(step.Product);
            if (step.Target is { } tensor)
                tensor.IsOfPicture = dependent.Contains(tensor);
        }

        return dependent;
    }

    /// <summary>A condition is one pixel beside a larger picture: a time, say.</summary>
    private static bool IsCondition(StepGraph graph, PlanTensor input) =>
        input.Shape.Resolution.PixelCount == 1 && graph.Inputs.Any(other => other.Shape.Resolution.PixelCount > 1);

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
