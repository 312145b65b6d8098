using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>
/// Predicts a cached session: lowers the graph, lays a slot out, and asks the device's cost model about convolutions without weights. No
/// parameter is read.
/// </summary>
internal sealed class CachePredictor
{
    private readonly ExecutionPlan _plan;
    private readonly Resolution _size;
    private readonly Resolution _inputSize;
    private readonly CacheLayout _layout;
    private readonly CachedSessionOptions _options;
    private readonly EngineOptions _device;
    private readonly Dictionary<ConvolutionStep, FormSet> _kept = [];

    private CachePredictor(Graph graph, int slots, CachedSessionOptions options, EngineOptions engine)
    {
        // A queue on the processor needs no threads to be asked.
        _device = engine.Kind == DeviceKind.Cpu ? new EngineOptions { Queue = new CpuQueueOptions(Threads: 1) } : engine;
        _options = options with { Session = options.Session with { Precision = options.Session.PrecisionOn(engine.Kind) } };
        (_plan, _size) = CachePlanning.Lower(graph, slots, _options, engine);
        _inputSize = SessionInputs.PictureSize(graph);
        _layout = new CacheLayout(_plan, _size, _options);
    }

    /// <summary>Predicts a session.</summary>
    public static CachePrediction Predict(Graph graph, int slots, CachedSessionOptions options, EngineOptions engine)
    {
        var predictor = new CachePredictor(graph, slots, options, engine);
        SlotPlacement placement = SlotPlacement.Of(slots, predictor._layout.SlotBytes, options);
        using var bench = new Bench(predictor);
        (long packed, long narrow, long kept) = predictor.KeepForms(bench);
        return new CachePrediction(predictor)
        {
            Slots = slots,
            InMemorySlots = placement.InMemory,
            SpilledSlots = placement.Spilled,
            NotStoredSlots = placement.NotStored,
            Precision = predictor._layout.Precision,
            SlotBytes = predictor._layout.SlotBytes,
            SpillBytes = placement.Spilled * predictor._layout.SlotBytes,
            Memory = new MemoryReport(
                packed + PlanMemory.PredictConstantBytes(predictor._plan), kept, PlanMemory.PredictRecordedBytes(predictor._plan), 0,
                predictor._plan.ArenaBytes, 0, 0, placement.InMemory * predictor._layout.SlotBytes, narrow),
            DenseMultiplyAdds = predictor._plan.MultiplyAdds,
            DenseCost = bench.Layers.Sum(layer => predictor.Cost(bench, layer.Layer, null)),
            PictureSize = predictor._size,
        };
    }

    /// <summary>Predicts an edit.</summary>
    public EditPrediction PredictEdit(ReadOnlySpan<byte> changed)
    {
        if (changed.Length != _size.PixelCount)
            throw new ArgumentException($"The changes must have {_size.PixelCount} pixels, {_size}, but have {changed.Length}.", nameof(changed));
        using var bench = new Bench(this);
        var picture = new PictureMask(_inputSize, _options.Session.MaskScale);
        picture.Take(changed);
        var pixels = new ChangedPixels(_inputSize);
        picture.Reduce(pixels.Mask);
        pixels.Summarise();
        bool[] dirty = [.. _plan.Inputs.Select(input => _plan.Placement(input).IsOfPicture)];
        if (!CachedExecutor.Decide(bench.Edits, picture.Pixels, pixels.SampledScale, dirty, _options, out _))
            return new EditPrediction(_plan.MultiplyAdds, bench.Layers.Sum(layer => Cost(bench, layer.Layer, null)), 0, 0, true);
        bench.Loads.Decide();
        double cost = 0;
        foreach ((ConvolutionLayer layer, _) in bench.Layers)
        {
            int step = _plan.IndexOf(layer.Step.Product);
            StepMode mode = bench.Edits.Mode(step);
            cost += mode == StepMode.Skipped ? 0 : Cost(bench, layer, bench.Edits.Active(step, mode));
        }

        return new EditPrediction(bench.Edits.EditMultiplyAdds(), cost, UndoLog.Rounded(bench.Loads.OldRowBytes()), LoadedBytes(bench), false);
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

    private (long Packed, long Narrow, long Kept) KeepForms(Bench bench)
    {
        bench.Edits.BuildTypicalMasks();
        long bytes = 0;
        foreach (KeptForms kept in new KeptFormPlanner(bench.Queue, bench.Layers).Choose(_options.Session.ResolvedKeptWeightsBudget))
        {
            _kept.Add(kept.Layer.Step, kept.Set);
            bytes += kept.Bytes;
        }

        Convolution[] convolutions = [.. bench.Layers.Select(layer => layer.Layer.Convolution)];
        return (convolutions.Sum(convolution => convolution.WeightBytes), convolutions.Sum(convolution => convolution.NarrowWeightBytes), bytes);
    }

    private double Cost(Bench bench, ConvolutionLayer layer, ActiveSet? active) =>
        layer.QueryCosts(bench.Queue, active, _kept.GetValueOrDefault(layer.Step)).Cost;

    /// <summary>The small things that a prediction needs while it is made.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly Engine _engine;

        public Bench(CachePredictor predictor)
        {
            _engine = Engine.Open(predictor._device);
            Edits = new EditPlanner(_engine.Device, predictor._plan, predictor._size, predictor._options.Edits);
            Loads = new EditLoads(_engine.Device, Edits);
            Layers = [.. predictor._plan.Steps.OfType<ConvolutionStep>().Select(step => (
                new ConvolutionLayer(Queue, step, Planned(step, predictor._options.Session), predictor._options.Session.Steps),
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

        private Convolution Planned(ConvolutionStep step, SessionOptions options) =>
            Convolution.Planned(_engine.Device, ConvolutionLayer.Describe(step), ConvolutionLayer.KeptAs(step, options.WeightPrecision));
    }
}
