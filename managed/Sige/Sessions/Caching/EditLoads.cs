using System.Collections.Immutable;
using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>How much of a recorded tensor an edit takes from the cache.</summary>
internal enum CacheLoad
{
    /// <summary>Nothing: it is computed whole, or not read.</summary>
    None,

    /// <summary>The needed pixels that the edit does not compute.</summary>
    Halo,

    /// <summary>All needed pixels.</summary>
    Needed,

    /// <summary>The whole tensor.</summary>
    Whole,
}

/// <summary>
/// Decides what an edit loads: what its steps read of tensors and do not compute. It depends on the changed pixels only and so is the
/// same for every slot.
/// </summary>
internal sealed class EditLoads : IDisposable
{
    private readonly EditPlanner _edits;
    private readonly Dictionary<Resolution, NeededPixels> _pixels = [];
    private readonly Dictionary<PlanTensor, Need> _needs = [];
    private readonly HashSet<(Resolution Reader, EditMargin Margin, ConvolutionGeometry Geometry, Resolution Seen, Resolution Source)> _marked = [];
    private readonly PixelReach[][] _reaches;
    private readonly PlanTensor[] _outputs;
    private readonly bool[] _isRecomputed;
    private readonly (NeededPixels Pixels, int[] Recomputed)[] _largestFirst;
    private readonly (PlanTensor Tensor, int Producer, PlanLevel Level)[] _updated;

    public EditLoads(Device device, EditPlanner edits)
    {
        _edits = edits;
        ExecutionPlan plan = edits.Plan;
        int[] corners = TileCorners(edits);
        foreach (MaskLevel level in edits.Pyramid.Levels)
            _pixels.Add(level.Resolution, new NeededPixels(device, level, corners));
        ActiveSets = [.. _pixels.Values.SelectMany(pixels => (ActiveSet[])[pixels.All, pixels.Halo])];
        _outputs = [.. plan.Outputs.Select(output => output.Tensor)];
        _reaches = [.. plan.Steps.Select(step =>
            step.Reaches.Where(reach => plan.Placement(reach.Tensor) is { Storage: TensorStorage.Cached or TensorStorage.Input } or { IsRecomputed: true }).ToArray())];
        _isRecomputed = [.. plan.Steps.Select(step => step.Target is { } target && plan.Placement(target).IsRecomputed)];
        _largestFirst = [.. _pixels.OrderByDescending(entry => entry.Key.PixelCount).Select(entry => (
            entry.Value,
            Enumerable.Range(0, _reaches.Length).Where(step => _isRecomputed[step] && plan.Steps[step].Resolution == entry.Key).ToArray()))];
        _updated = [.. Updated(edits).Distinct()];
        _needs.EnsureCapacity(plan.Tensors.Count);
        _marked.EnsureCapacity(_reaches.Sum(reaches => reaches.Length));
    }

    [Flags]
    private enum Need
    {
        None = 0,
        Pixels = 1,
        OldRows = 2,
        Whole = 4,
    }

    /// <summary>The sets of pixels that may be loaded.</summary>
    public ImmutableArray<ActiveSet> ActiveSets { get; }

    /// <summary>Memory that the index tables hold.</summary>
    public long Bytes => _pixels.Values.Sum(pixels => pixels.Bytes);

    /// <summary>Decides anew. The modes of all steps are known.</summary>
    public void Decide()
    {
        _needs.Clear();
        _marked.Clear();
        foreach (NeededPixels pixels in _pixels.Values)
            pixels.Start(_edits.Options.ActivePolicy);
        foreach (PlanTensor output in _outputs)
            Require(output, Need.Whole);
        for (int i = 0; i < _reaches.Length; i++)
        {
            if (_edits.Mode(i) != StepMode.Skipped && (_edits.Mode(i) != StepMode.Sparse || !_isRecomputed[i]))
                Require(i);
        }

        foreach ((NeededPixels pixels, int[] recomputed) in _largestFirst)
        {
            pixels.Build();
            foreach (int step in recomputed)
            {
                if (_edits.Mode(step) == StepMode.Sparse)
                    Recompute(step, pixels);
            }
        }
    }

    /// <summary>What is loaded of the tensor that a step writes, before the step runs.</summary>
    public CacheLoad Of(int step)
    {
        PlanTensor tensor = _edits.Plan.Steps[step].Target!;
        Need need = _needs.GetValueOrDefault(tensor);
        return (_edits.Mode(step), need) switch
        {
            (StepMode.Dense, _) or (_, Need.None) => CacheLoad.None,
            _ when (need & Need.Whole) != 0 => CacheLoad.Whole,
            (StepMode.Skipped, _) => CacheLoad.Needed,
            _ => (need & Need.OldRows) != 0 ? CacheLoad.Needed : CacheLoad.Halo,
        };
    }

    /// <summary>What the old rows of this edit and of any that is no larger take together.</summary>
    public long OldRowBytes()
    {
        long bytes = 0;
        foreach ((PlanTensor tensor, int producer, PlanLevel level) in _updated)
            bytes += UndoLog.RowBytes(tensor, HasOldRows(tensor) ? level.Mask!.Counts.Pixels : _edits.RoomForOld(producer, level, StepMode.Dense));
        return bytes;
    }

    /// <summary>Whether an update of statistics reads a tensor's active pixels as they were recorded.</summary>
    public bool HasOldRows(PlanTensor tensor) => (_needs.GetValueOrDefault(tensor) & Need.OldRows) != 0;

    /// <summary>Whether an update of statistics reads what the step is about to overwrite.</summary>
    public bool KeepsOldRows(int step) => _edits.Mode(step) == StepMode.Sparse && HasOldRows(_edits.Plan.Steps[step].Target!);

    /// <summary>The pixels of a load; null for all.</summary>
    public ActiveSet? Pixels(PlanTensor tensor, CacheLoad load) => load switch
    {
        CacheLoad.Halo => _pixels[tensor.Shape.Resolution].Halo,
        CacheLoad.Needed => _pixels[tensor.Shape.Resolution].All,
        _ => null,
    };

    /// <summary>The columns [First, End) of each row that hold what is loaded of a tensor, unless that is loaded whole.</summary>
    public ReadOnlySpan<(int First, int End)> Rows(PlanTensor tensor) => _pixels[tensor.Shape.Resolution].Rows;

    /// <summary>The columns of each row of an input that the edit reads: none, all, or those given.</summary>
    public CacheLoad OfInput(PlanTensor input, out ReadOnlySpan<(int First, int End)> rows)
    {
        rows = [];
        Need need = _needs.GetValueOrDefault(input);
        if (need == Need.None)
            return CacheLoad.None;
        if ((need & Need.Whole) != 0)
            return CacheLoad.Whole;
        rows = _pixels[input.Shape.Resolution].Rows;
        return CacheLoad.Needed;
    }

    public void Dispose()
    {
        foreach (NeededPixels pixels in _pixels.Values)
            pixels.Dispose();
    }

    /// <summary>The tensors of which edits may keep old rows: those whose statistics they bring up to date.</summary>
    private static IEnumerable<(PlanTensor Tensor, int Producer, PlanLevel Level)> Updated(EditPlanner edits)
    {
        for (int i = 0; i < edits.Plan.Steps.Count; i++)
        {
            if (edits.Plan.Steps[i] is not StatisticsStep step || edits.Level(i).Mask is null || !edits.Plan.CanUpdate(step))
                continue;
            if (edits.Options.NormPolicy == NormPolicy.Recorded && !edits.Margins.IsLast(i))
                continue;
            foreach (PixelReach reach in step.Reaches.Where(reach => step.IsOf(reach.Operand)))
                yield return (reach.Tensor, edits.Plan.IndexOf(reach.Tensor), edits.Level(i));
        }
    }

    /// <summary>Room for the corners of all tiles that steps of any resolution read through.</summary>
    private static int[] TileCorners(EditPlanner edits)
    {
        const int SmallestSide = 2;
        int most = 0;
        foreach (MaskLevel level in edits.Pyramid.Levels)
            most = Math.Max(most, (level.Resolution.H + 1) / SmallestSide * ((level.Resolution.W + 1) / SmallestSide));
        return new int[2 * most];
    }

    private void Require(int step)
    {
        PlanStep plan = _edits.Plan.Steps[step];
        bool sparse = _edits.Mode(step) == StepMode.Sparse;
        bool updates = sparse && plan is StatisticsStep statistics && _edits.Plan.CanUpdate(statistics);
        foreach (ref readonly PixelReach reach in _reaches[step].AsSpan())
        {
            if (updates && ((StatisticsStep)plan).IsOf(reach.Operand))
                Require(reach.Tensor, Need.OldRows);
            else if (!sparse || reach.IsWhole || !_pixels.TryGetValue(reach.Tensor.Shape.Resolution, out NeededPixels? pixels))
                Require(reach.Tensor, Need.Whole);
            else
                Require(reach, step, pixels);
        }
    }

    /// <summary>Lets a step compute its tensor wherever that is read; it reads inputs, or tensors of smaller resolutions, whose sets are built later.</summary>
    private void Recompute(int step, NeededPixels pixels)
    {
        bool whole = (_needs.GetValueOrDefault(_edits.Plan.Steps[step].Target!) & Need.Whole) != 0;
        _edits.Widen(step, whole ? null : pixels);
        foreach (ref readonly PixelReach reach in _reaches[step].AsSpan())
        {
            if (whole || _edits.Plan.Placement(reach.Tensor).Storage == TensorStorage.Input || !_pixels.TryGetValue(reach.Tensor.Shape.Resolution, out NeededPixels? source))
            {
                Require(reach.Tensor, Need.Whole);
                continue;
            }

            Require(reach.Tensor, Need.Pixels);
            source.Add(reach, pixels.All);
        }
    }

    private void Require(in PixelReach reach, int step, NeededPixels pixels)
    {
        Require(reach.Tensor, Need.Pixels);
        (Resolution reader, EditMargin margin) = (_edits.Plan.Steps[step].Resolution, _edits.Margins[step]);
        if (!_marked.Add((reader, margin, reach.Geometry, reach.Seen!.Value, reach.Tensor.Shape.Resolution)))
            return;
        if (margin.IsNone)
            pixels.Add(reach, _pixels[reader]);
        else
            pixels.Add(reach, _edits.Pyramid.Find(reader)!.Within(margin).Set);
    }

    private void Require(PlanTensor tensor, Need need) => _needs[tensor] = _needs.GetValueOrDefault(tensor) | need;
}
