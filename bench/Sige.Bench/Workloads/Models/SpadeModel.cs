using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>A generator that paints label maps, recorded in place.</summary>
internal sealed class SpadeModel(string name, SpadeGenerator generator)
    : BenchModel(name, new LabelScene(Size, generator.LabelCount), generator.SessionOptions)
{
    private static readonly Resolution Size = new(256, 512);

    /// <inheritdoc/>
    public override double? OutputRange => 2;

    /// <inheritdoc/>
    public override bool IsCached => false;

    /// <inheritdoc/>
    public override Graph BuildGraph() => generator.BuildGraph(Size.H, Size.W);

    /// <inheritdoc/>
    public override ModelSession Open(Engine engine, SessionOptions options) =>
        new RecordedModelSession(new IncrementalSession(engine, BuildGraph(), options));
}
