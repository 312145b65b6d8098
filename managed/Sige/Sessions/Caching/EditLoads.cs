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
    private readonly int[] _recomputed;

    public EditLoads(Device device, EditPlanner edits)
    {
        _edits = edits;
        foreach (MaskLevel level in edits.Pyramid.Levels)
            _pixels.Add(level.Resolution, new NeededPixels(device, level));
        ActiveSets = [.. _pixels.Values.SelectMany(pixels => (ActiveSet[])[pixels.All, pixels.Halo])];
        _reaches = [.. edits.Plan.Steps.Select(step =>
            step.Reaches.Where(reach => edits.Plan.Placement(reach.Tensor) is { Storage: TensorStorage.Cached or TensorStorage.Input } or { IsRecomputed: true }).ToArray())];
        _recomputed = [.. Enumerable.Range(0, _reaches.Length).Where(step => edits.Plan.Steps[step].Target is { } target && edits.Plan.Placement(target).IsRecomputed)];
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
        foreach ((_, PlanTensor output) in _edits.Plan.Outputs)
            Require(output, Need.Whole);
        for (int i = 0; i < _reaches.Length; i++)
        {
            if (_edits.Mode(i) != StepMode.Skipped && (_edits.Mode(i) != StepMode.Sparse || !_recomputed.Contains(i)))
                Require(i);
        }

        foreach ((Resolution resolution, NeededPixels pixels) in _pixels.OrderByDescending(entry => entry.Key.PixelCount))
        {
            pixels.Build();
            foreach (int step in _recomputed.Where(step => _edits.Plan.Steps[step].Resolution == resolution && _edits.Mode(step) == StepMode.Sparse))
                Recompute(step, pixels);
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
            _ when need.HasFlag(Need.Whole) => CacheLoad.Whole,
            (StepMode.Skipped, _) => CacheLoad.Needed,
            _ => need.HasFlag(Need.OldRows) ? CacheLoad.Needed : CacheLoad.Halo,
        };
    }

    /// <summary>What those rows take together.</summary>
    public long OldRowBytes()
    {
        long bytes = 0;
        foreach ((PlanTensor tensor, Need need) in _needs)
        {
            if (need.HasFlag(Need.OldRows))
                bytes += UndoLog.RowBytes(tensor, _edits.Pyramid.Find(tensor.Shape.Resolution)!.Counts.Pixels);
        }

        return bytes;
    }

    /// <summary>Whether an update of statistics reads a tensor's active pixels as they were recorded.</summary>
    public bool HasOldRows(PlanTensor tensor) => _needs.GetValueOrDefault(tensor).HasFlag(Need.OldRows);

    /// <summary>Whether an update of statistics reads what the step is about to overwrite.</summary>
    public bool KeepsOldRows(int step) => _edits.Mode(step) == StepMode.Sparse && HasOldRows(_edits.Plan.Steps[step].Target!);

    /// <summary>The pixels of a load; null for all.</summary>
    public ActiveSet? Pixels(PlanTensor tensor, CacheLoad load) => load switch
    {
        CacheLoad.Halo => _pixels[tensor.Shape.Resolution].Halo,
        CacheLoad.Needed => _pixels[tensor.Shape.Resolution].All,
        _ => null,
    };

    /// <summary>The columns of each row of an input that the edit reads: none, all, or those given.</summary>
    public CacheLoad OfInput(PlanTensor input, out ReadOnlySpan<(int First, int End)> rows)
    {
        rows = [];
        Need need = _needs.GetValueOrDefault(input);
        if (need == Need.None)
            return CacheLoad.None;
        if (need.HasFlag(Need.Whole))
            return CacheLoad.Whole;
        rows = _pixels[input.Shape.Resolution].Rows;
        return CacheLoad.Needed;
    }

    public void Dispose()
    {
        foreach (NeededPixels pixels in _pixels.Values)
            pixels.Dispose();
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
        bool whole = _needs.GetValueOrDefault(_edits.Plan.Steps[step].Target!).HasFlag(Need.Whole);
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
