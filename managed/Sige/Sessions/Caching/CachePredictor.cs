using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// Predicts a cached session: lowers the graph, lays a slot out, and asks the cost model about convolutions without weights. No
/// parameter is read.
/// </summary>
internal sealed class CachePredictor
{
    private readonly ExecutionPlan _plan;
    private readonly Resolution _size;
    private readonly CacheLayout _layout;
    private readonly CachedSessionOptions _options;
    private readonly Dictionary<ConvolutionStep, ConvolutionAlgorithm[]> _kept = [];

    private CachePredictor(Graph graph, int slots, CachedSessionOptions options)
    {
        _options = options;
        (_plan, _size) = CachePlanning.Lower(graph, slots, options);
        _layout = new CacheLayout(_plan, _size, options);
    }

    /// <summary>Predicts a session.</summary>
    public static CachePrediction Predict(Graph graph, int slots, CachedSessionOptions options)
    {
        var predictor = new CachePredictor(graph, slots, options);
        SlotPlacement placement = SlotPlacement.Of(slots, predictor._layout.SlotBytes, options);
        using var bench = new Bench(predictor);
        (long direct, long winograd) = predictor.KeepForms(bench);
        return new CachePrediction(predictor)
        {
            Slots = slots,
            InMemorySlots = placement.InMemory,
            SpilledSlots = placement.Spilled,
            NotStoredSlots = placement.NotStored,
            SlotBytes = predictor._layout.SlotBytes,
            SpillBytes = placement.Spilled * predictor._layout.SlotBytes,
            Memory = new MemoryReport(
                direct + PlanMemory.PredictConstantBytes(predictor._plan), winograd, PlanMemory.PredictRecordedBytes(predictor._plan), 0,
                predictor._plan.ArenaBytes, 0, 0, placement.InMemory * predictor._layout.SlotBytes),
            DenseMultiplyAdds = predictor._plan.MultiplyAdds,
            DenseCostCycles = bench.Layers.Sum(layer => predictor.Cycles(bench, layer.Layer, null)),
            PictureSize = predictor._size,
        };
    }

    /// <summary>Predicts an edit.</summary>
    public EditPrediction PredictEdit(ReadOnlySpan<byte> changed)
    {
        if (changed.Length != _size.PixelCount)
            throw new ArgumentException($"The changes must have {_size.PixelCount} pixels, {_size}, but have {changed.Length}.", nameof(changed));
        using var bench = new Bench(this);
        var pixels = new ChangedPixels(_size);
        pixels.Take(changed);
        pixels.Summarise();
        bool[] dirty = [.. _plan.Inputs.Select(input => _plan.Placement(input).IsOfPicture)];
        if (CachedExecutor.Decide(bench.Edits, pixels, dirty, _options) is not null)
            return new EditPrediction(_plan.MultiplyAdds, bench.Layers.Sum(layer => Cycles(bench, layer.Layer, null)), 0, 0, true);
        bench.Loads.Decide();
        double cycles = 0;
        foreach ((ConvolutionLayer layer, _) in bench.Layers)
        {
            int step = _plan.IndexOf(layer.Step.Product);
            StepMode mode = bench.Edits.Mode(step);
            cycles += mode == StepMode.Skipped ? 0 : Cycles(bench, layer, bench.Edits.Active(step, mode));
        }

        return new EditPrediction(bench.Edits.EditMultiplyAdds(), cycles, UndoLog.Rounded(bench.Loads.OldRowBytes()), LoadedBytes(bench), false);
    }

    private long LoadedBytes(Bench bench)
    {
        long bytes = 0;
        for (int i = 0; i < _plan.Steps.Count; i++)
        {
            if (_layout.Tensor(i) is not { } tensor || bench.Loads.Of(i) is var load && load == CacheLoad.None)
                continue;
            long pixels = bench.Loads.Pixels(tensor.Tensor, load) is { } set ? set.Counts.Pixels : tensor.Tensor.Shape.Resolution.PixelCount;
            bytes += tensor.Tensor.Shape.N * pixels * tensor.Tensor.Shape.C * tensor.ElementType.Size();
        }

        return bytes;
    }

    private (long Direct, long Winograd) KeepForms(Bench bench)
    {
        bench.Edits.BuildTypicalMasks();
        long winograd = 0;
        foreach (KeptForms kept in new WinogradPlanner(bench.Queue, bench.Layers).Choose(_options.Session.WinogradBudget))
        {
            _kept.Add(kept.Layer.Step, kept.Forms);
            winograd += kept.Bytes;
        }

        return (bench.Layers.Sum(layer => layer.Layer.Convolution.Query().DirectBytes), winograd);
    }

    /// <summary>The cheapest form, each as kept or as made on the way.</summary>
    private double Cycles(Bench bench, ConvolutionLayer layer, ActiveSet? active)
    {
        ConvolutionPlan plan = layer.QueryPlan(bench.Queue, active);
        if (!_kept.TryGetValue(layer.Step, out ConvolutionAlgorithm[]? forms))
            return plan.Cost;
        ConvolutionPlan kept = layer.QueryPlan(bench.Queue, active, assumeKept: true);
        double winograd2 = forms.Contains(ConvolutionAlgorithm.Winograd2) ? kept.Winograd2Cost : plan.Winograd2Cost;
        double winograd4 = forms.Contains(ConvolutionAlgorithm.Winograd4) ? kept.Winograd4Cost : plan.Winograd4Cost;
        return Math.Min(plan.DirectCost, Math.Min(winograd2, winograd4));
    }

    /// <summary>The small things that a prediction needs while it is made.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly Engine _engine = Engine.Open(options: new CpuQueueOptions(Threads: 1));

        public Bench(CachePredictor predictor)
        {
            Edits = new EditPlanner(_engine.Device, predictor._plan, predictor._size, predictor._options.Edits);
            Loads = new EditLoads(_engine.Device, Edits);
            Layers = [.. predictor._plan.Steps.OfType<ConvolutionStep>().Select(step => (
                new ConvolutionLayer(step, Convolution.Planned(_engine.Device, ConvolutionLayer.Describe(step)), predictor._options.Session.Algorithm),
                Edits.Level(predictor._plan.IndexOf(step.Product))))];
        }

        public Queue Queue => _engine.Queue;

        public EditPlanner Edits { get; }

        public EditLoads Loads { get; }

        public IReadOnlyList<(ConvolutionLayer Layer, PlanLevel Level)> Layers { get; }

        public void Dispose()
        {
            foreach ((ConvolutionLayer layer, _) in Layers)
                layer.Convolution.Dispose();
            Loads.Dispose();
            Edits.Dispose();
            _engine.Dispose();
        }
    }
}
