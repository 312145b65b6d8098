using Sige.Bench.Measuring;
using Sige.Devices;

namespace Sige.Bench.Convolutions;

/// <summary>What the convolution bench measures.</summary>
/// <param name="EditPercent">Edited share of the picture before dilation.</param>
/// <param name="Runs">Samples behind each time.</param>
/// <param name="Policy">How masks become active pixels.</param>
/// <param name="AllForms">Whether to force each form in turn.</param>
/// <param name="Estimate">How samples become a time.</param>
internal readonly record struct ConvolutionBenchOptions(double EditPercent, int Runs, ActivePolicy Policy, bool AllForms, Estimate Estimate);

/// <summary>Measures convolutions one by one.</summary>
internal sealed class ConvolutionBench : IDisposable
{
    private const string AllPixels = "all";
    private const int FewPixels = 64, SomePixels = 1300;

    private static readonly bool[] BothWays = [true, false];

    private readonly Engine _engine;
    private readonly Machine _machine;
    private readonly ConvolutionBenchOptions _options;
    private readonly Func<ConvolutionShape, double>? _peer;
    private readonly CacheEviction _eviction;

    /// <summary>Makes a bench.</summary>
    /// <param name="engine">What runs it.</param>
    /// <param name="machine">What the queue's threads reach.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="peer">Seconds of another library's dense run of a shape, or null for none.</param>
    public ConvolutionBench(Engine engine, Machine machine, ConvolutionBenchOptions options, Func<ConvolutionShape, double>? peer)
    {
        _engine = engine;
        _machine = machine;
        _options = options;
        _peer = peer;
        _eviction = new CacheEviction(engine);
    }

    /// <summary>Measures the layers of a network: dense, and where the resolution runs sparse also with an edit's active pixels.</summary>
    public IEnumerable<ConvolutionFigure> Run(ShapeList list)
    {
        using var masks = new NetworkMasks(_engine.Device, list, _options.EditPercent, _options.Policy);
        foreach (ConvolutionShape shape in list.Convolutions)
        {
            (ActiveSet? Set, long Pixels)[] sets = [All(shape)];
            if (masks.Find(shape.Resolution) is { } edit)
                sets = [All(shape), edit];
            foreach (ConvolutionFigure figure in Measure(list.Network, shape, sets, _options.AllForms))
                yield return figure;
        }
    }

    /// <summary>Measures the layer by which the engine is judged: 256 channels at 64x64, all pixels, 64 and 1300, each form.</summary>
    public IEnumerable<ConvolutionFigure> RunYardstick()
    {
        const string Name = "yardstick";
        var shape = new ConvolutionShape(Name, 256, 256, 3, 1, [1, 1, 1, 1], 64, 64);
        using ActiveSet few = CompactSet.Build(_engine.Device, shape.Resolution, FewPixels);
        using ActiveSet some = CompactSet.Build(_engine.Device, shape.Resolution, SomePixels);
        foreach (ConvolutionFigure figure in Measure(Name, shape, [All(shape), (few, FewPixels), (some, SomePixels)], true))
            yield return figure;
    }

    public void Dispose() => _eviction.Dispose();

    private static (ActiveSet? Set, long Pixels) All(ConvolutionShape shape) => (null, shape.Resolution.PixelCount);

    private List<ConvolutionFigure> Measure(string network, ConvolutionShape shape, (ActiveSet? Set, long Pixels)[] sets, bool all)
    {
        double? peer = MeasurePeer(shape);
        var figures = new List<ConvolutionFigure>();
        foreach (bool keepsForms in all ? BothWays : [true])
        {
            using var rig = new ConvolutionRig(_engine, shape, keepsForms);
            foreach ((ActiveSet? active, long pixels) in sets)
                figures.AddRange(MeasureSet(network, rig, active, pixels, all));
        }

        return [.. figures.OrderBy(figure => Array.FindIndex(sets, set => set.Pixels == figure.Active)).Select(figure => WithPeer(figure, peer))];
    }

    private ConvolutionFigure WithPeer(ConvolutionFigure figure, double? seconds)
    {
        double? gflops = figure.Pixels == AllPixels ? 2e-9 * figure.MultiplyAdds / seconds : null;
        return figure with { PeerGflops = gflops, PeerShare = Share(gflops) };
    }

    private List<ConvolutionFigure> MeasureSet(string network, ConvolutionRig rig, ActiveSet? active, long pixels, bool all)
    {
        ConvolutionCosts costs = rig.Costs(active);
        var figures = new List<ConvolutionFigure>();
        foreach (FormCandidate candidate in costs.Candidates.Where(candidate => candidate.Refusal is null))
        {
            bool chosen = rig.KeepsForms && candidate.Form == costs.Form;
            bool isAnotherWay = rig.KeepsForms || candidate.Form.KeptBytes > 0;
            if (chosen || (all && isAnotherWay))
                figures.Add(MeasureOne(network, rig, active, pixels, candidate, chosen));
        }

        return figures;
    }

    private ConvolutionFigure MeasureOne(
        string network, ConvolutionRig rig, ActiveSet? active, long pixels, FormCandidate candidate, bool chosen)
    {
        ConvolutionForm form = candidate.Form;
        ConvolutionShape shape = rig.Shape;
        long multiplyAdds = pixels * shape.MultiplyAddsPerPixel;
        double hot = Timing.Hot(_options.Runs, () => rig.Run(active, form), _options.Estimate);
        double? cold = active is null ? null : 2e-9 * multiplyAdds / Timing.Cold(_options.Runs, _eviction.Run, () => rig.Run(active, form), _options.Estimate);
        double gflops = 2e-9 * multiplyAdds / hot;
        return new ConvolutionFigure(
            network,
            shape.Name,
            shape.ToString(),
            shape.Count,
            active is null ? AllPixels : FormattableString.Invariant($"{pixels}"),
            pixels,
            multiplyAdds,
            form.Name,
            form.KeptBytes > 0 ? rig.KeepsForms : null,
            chosen,
            gflops,
            100 * gflops / _machine.PeakGflops,
            cold,
            Share(cold),
            candidate.Cost,
            _machine.Cost(hot),
            null,
            null);
    }

    private double? MeasurePeer(ConvolutionShape shape)
    {
        if (_peer is null)
            return null;
        _engine.Queue.Synchronize();
        return _peer(shape);
    }

    private double? Share(double? gflops) => 100 * gflops / _machine.PeakGflops;
}
