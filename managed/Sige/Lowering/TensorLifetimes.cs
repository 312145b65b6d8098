using Sige.Devices;
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
    /// <param name="links">The steps.</param>
    /// <param name="ofPicture">The values that depend on the picture.</param>
    /// <param name="ofSettings">The values that depend on settings alone.</param>
    public static Dictionary<PlanTensor, TensorPlacement> Record(PlanLinks links, HashSet<PlanValue> ofPicture, HashSet<PlanValue> ofSettings)
    {
        Dictionary<PlanTensor, TensorPlacement> placements = PlaceInputs(links, ofPicture);
        foreach (PlanTensor tensor in links.Written)
        {
            bool isReadBeyondActive = IsReadBeyondActive(links, tensor);
            TensorStorage storage = isReadBeyondActive || OutlivesRuns(links, tensor, ofSettings) ? TensorStorage.Recorded : TensorStorage.Transient;
            placements.Add(tensor, new TensorPlacement(storage, isReadBeyondActive, ofPicture.Contains(tensor)));
        }

        return placements;
    }

    /// <summary>
    /// Nothing is recorded. Of the tensors that an edit may read where it did not compute them, those of sparse resolutions come from
    /// a cache and the others are computed anew; outputs, and what does not depend on the picture but is read by what does, are cached.
    /// </summary>
    /// <param name="links">The steps.</param>
    /// <param name="ofPicture">The values that depend on the picture.</param>
    /// <param name="ofSettings">The values that depend on settings alone.</param>
    /// <param name="isSparse">Whether edits compute active pixels only at a resolution.</param>
    /// <param name="recompute">Whether tensors that are cheap to make may be recomputed instead of cached.</param>
    public static Dictionary<PlanTensor, TensorPlacement> Cache(
        PlanLinks links, HashSet<PlanValue> ofPicture, HashSet<PlanValue> ofSettings, Func<Resolution, bool> isSparse, bool recompute)
    {
        Dictionary<PlanTensor, TensorPlacement> placements = PlaceInputs(links, ofPicture);
        foreach (PlanTensor tensor in links.Written)
        {
            bool isReadBeyondActive = IsReadBeyondActive(links, tensor), isOfPicture = ofPicture.Contains(tensor);
            bool isWanted = isOfPicture
                ? isReadBeyondActive && isSparse(tensor.Shape.Resolution)
                : links.Readers(tensor).Any(reader => ofPicture.Contains(links.Steps[reader].Product));
            bool isRecomputed = recompute && isWanted && isOfPicture && !links.IsOutput(tensor) && IsCheap(links, tensor, placements);
            bool isCached = tensor.IsFloat && !isRecomputed && !ofSettings.Contains(tensor) && (isWanted || links.IsOutput(tensor));
            TensorStorage storage = isCached ? TensorStorage.Cached : OutlivesRuns(links, tensor, ofSettings) ? TensorStorage.Recorded : TensorStorage.Transient;
            placements.Add(tensor, new TensorPlacement(storage, isReadBeyondActive, isOfPicture, isRecomputed));
        }

        return placements;
    }

    /// <summary>The values that depend on an input that is no condition.</summary>
    public static HashSet<PlanValue> DependentOnPicture(PlanLinks links)
    {
        HashSet<PlanValue> dependent = [.. links.Inputs.Where(input => !links.Conditions.Contains(input))];
        foreach (PlanStep step in links.Steps)
        {
            if (step.Reads.Any(dependent.Contains))
                dependent.Add(step.Product);
        }

        return dependent;
    }

    /// <summary>
    /// The values that depend on settings alone. Outputs and statistics are none, nor what is made of these: recordings keep their own.
    /// </summary>
    public static HashSet<PlanValue> DependentOnSettings(PlanLinks links)
    {
        HashSet<PlanValue> dependent = [.. links.Settings];
        foreach (PlanStep step in links.Steps)
        {
            PlanValue[] reads = [.. step.Reads.Where(value => value is not ConstantAffine)];
            bool isOwn = step is StatisticsStep || (step.Target is { } target && links.IsOutput(target));
            if (!isOwn && reads.Length > 0 && Array.TrueForAll(reads, dependent.Contains))
                dependent.Add(step.Product);
        }

        return dependent;
    }

    /// <summary>
    /// Gives each tensor that does not outlive a run the lowest place that is free from its first write to its last read; an output
    /// is read after the last step.
    /// </summary>
    /// <returns>The bytes that all of them need together.</returns>
    public static long PlaceInArena(PlanLinks links, Dictionary<PlanTensor, TensorPlacement> placements)
    {
        var placed = new List<(long Start, long End, int First, int Last)>();
        foreach (PlanTensor tensor in links.Written.Where(tensor => placements[tensor].IsInArena))
        {
            int first = links.Producer(tensor);
            int last = links.IsOutput(tensor) ? links.Steps.Count : links.Readers(tensor).LastOrDefault(first);
            long start = 0;
            foreach (var other in placed.Where(other => other.Last >= first).OrderBy(other => other.Start))
            {
                if (start + tensor.Bytes <= other.Start)
                    break;
                start = Math.Max(start, other.End);
            }

            placements[tensor] = placements[tensor] with { ArenaOffset = start };
            placed.Add((start, Align(start + tensor.Bytes), first, last));
        }

        return placed.Count == 0 ? 0 : placed.Max(place => place.End);
    }

    /// <summary>
    /// Whether a tensor is what a convolution makes, without a normalisation between, of inputs or of smaller tensors that are there
    /// wherever they are read.
    /// </summary>
    private static bool IsCheap(PlanLinks links, PlanTensor tensor, Dictionary<PlanTensor, TensorPlacement> placements) =>
        links.Steps[links.Producer(tensor)] is ConvolutionStep
        {
            HasPrologue: false, Residual: null, Modulation: Modulation.None, IsDepthwise: false, ReadsLabels: false,
        } step
        && step.Operands.All(operand => placements[operand.Tensor] switch
        {
            { Storage: TensorStorage.Input } => true,
            { IsRecomputed: true } => false,
            { IsOfPicture: false } => true,
            _ => operand.Tensor.Shape.Resolution.PixelCount < tensor.Shape.Resolution.PixelCount,
        });

    private static Dictionary<PlanTensor, TensorPlacement> PlaceInputs(PlanLinks links, HashSet<PlanValue> ofPicture) => links.Inputs.ToDictionary(
        input => input, input => new TensorPlacement(TensorStorage.Input, IsReadBeyondActive: false, ofPicture.Contains(input)));

    /// <summary>Whether a tensor is made of settings alone and read by steps of each run.</summary>
    private static bool OutlivesRuns(PlanLinks links, PlanTensor tensor, HashSet<PlanValue> ofSettings) =>
        ofSettings.Contains(tensor) && links.Readers(tensor).Any(reader => !ofSettings.Contains(links.Steps[reader].Product));

    private static bool IsReadBeyondActive(PlanLinks links, PlanTensor tensor) => links.IsOutput(tensor) || links.Readers(tensor).Any(
        reader => links.Steps[reader].Operands.Any(operand => operand.Tensor == tensor && !links.Steps[reader].ReadsPointwise(operand)));

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
