using Sige.Devices;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Where a slot keeps a tensor.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Region">The pixels that are kept.</param>
/// <param name="ElementType">How they are stored.</param>
/// <param name="Offset">The first byte in the slot.</param>
internal readonly record struct CachedTensor(PlanTensor Tensor, PixelRegion Region, ElementType ElementType, long Offset)
{
    public long Bytes => BytesAs(ElementType);

    public long BytesAs(ElementType type) => Tensor.Shape.N * Region.PixelCount * Tensor.Shape.C * type.Size();

    /// <summary>Whether it is stored as it is, bit for bit.</summary>
    public bool IsExact => ElementType == Tensor.ElementType;

    /// <summary>The tensor in some memory.</summary>
    public DeviceTensor In(DeviceBuffer buffer, ElementType type, long offset) =>
        new DeviceTensor(buffer, Tensor.Shape with { H = Region.Height, W = Region.Width }, type, offset)
            .WithWindow(new Window(Region.Y, Region.X, Tensor.Shape.Resolution));
}

/// <summary>Where a slot keeps the sums, scale and shift of a statistics step.</summary>
/// <param name="Sums">The first byte of the sums.</param>
/// <param name="Scale">The first byte of the scale.</param>
/// <param name="Shift">The first byte of the shift.</param>
internal readonly record struct CachedStatistics(long Sums, long Scale, long Shift);

/// <summary>What a slot of the cache holds and where: the same for every slot.</summary>
internal sealed class CacheLayout
{
    private const long Alignment = 64;

    private readonly CachedTensor?[] _tensors;
    private readonly CachedStatistics?[] _statistics;

    /// <summary>Lays a slot out.</summary>
    /// <param name="plan">A plan for cached sessions.</param>
    /// <param name="full">The picture's size.</param>
    /// <param name="options">Precision, region and how the network runs.</param>
    public CacheLayout(ExecutionPlan plan, Resolution full, CachedSessionOptions options)
    {
        Precision = plan.Activations == ElementType.Float16 ? CachePrecision.Float16 : options.Precision;
        var margins = new EditMargins(plan, IsSparse, options.Edits);
        var windows = new RegionWindows(plan, full, options.Region, options.Session.Masks, margins, IsSparse);
        HashSet<PlanTensor> whole = options.Region is null ? [] : ReadWhole(plan, margins, options.Session.NormPolicy, IsSparse);
        _tensors = new CachedTensor?[plan.Steps.Count];
        _statistics = new CachedStatistics?[plan.Steps.Count];
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i] is StatisticsStep statistics && IsSparse(statistics.Resolution))
                _statistics[i] = Place(statistics);
            else if (plan.Steps[i].Target is { } tensor && plan.Placement(tensor).Storage == TensorStorage.Cached)
                _tensors[i] = Place(plan, tensor, options.Precision, whole.Contains(tensor) || !IsSparse(tensor.Shape.Resolution) ? null : windows[tensor.Shape.Resolution]);
        }

        bool IsSparse(Resolution resolution) => MaskPyramid.IsSparse(full, resolution, options.Session.SparseFrom);
    }

    /// <summary>In what tensors that depend on the picture are stored.</summary>
    public CachePrecision Precision { get; }

    /// <summary>What a slot takes.</summary>
    public long SlotBytes { get; private set; }

    /// <summary>What a step's result takes part in a slot; null if it is not kept.</summary>
    public CachedTensor? Tensor(int step) => _tensors[step];

    /// <summary>Where a statistics step's results are kept; null if they are not.</summary>
    public CachedStatistics? Statistics(int step) => _statistics[step];

    /// <summary>Outputs, and the tensors that a step reads all of although it may run on active pixels only, or always runs whole.</summary>
    private static HashSet<PlanTensor> ReadWhole(ExecutionPlan plan, EditMargins margins, NormPolicy norms, Func<Resolution, bool> isSparse)
    {
        HashSet<PlanTensor> whole = [.. plan.Outputs.Select(output => output.Tensor)];
        foreach ((int index, PlanStep step) in plan.Steps.Index())
        {
            bool readsOldRows = step is StatisticsStep statistics && isSparse(step.Resolution) && ((norms == NormPolicy.Recorded && !margins.IsLast(index)) || plan.CanUpdate(statistics));
            if (readsOldRows)
                continue;
            foreach (PixelReach reach in step.Reaches)
            {
                if (reach.IsWhole || !isSparse(step.Resolution))
                    whole.Add(reach.Tensor);
            }
        }

        return whole;
    }

    private CachedTensor Place(ExecutionPlan plan, PlanTensor tensor, CachePrecision precision, PixelRegion? window)
    {
        bool exact = precision == CachePrecision.Float32 || !plan.Placement(tensor).IsOfPicture || plan.IsOutput(tensor);
        var placed = new CachedTensor(
            tensor, window ?? PixelRegion.All(tensor.Shape.Resolution), exact ? tensor.ElementType : ElementType.Float16, SlotBytes);
        SlotBytes = Align(SlotBytes + placed.Bytes);
        return placed;
    }

    private CachedStatistics Place(StatisticsStep step)
    {
        long scale = Align(SlotBytes + StatisticsMemory.SumBytes(step.Result));
        long shift = Align(scale + StatisticsMemory.FactorBytes(step.Result));
        var placed = new CachedStatistics(SlotBytes, scale, shift);
        SlotBytes = Align(shift + StatisticsMemory.FactorBytes(step.Result));
        return placed;
    }

    private static long Align(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
