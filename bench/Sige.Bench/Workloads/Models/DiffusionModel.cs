using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Bench.Workloads;

/// <summary>One denoising step of a diffusion network, recorded into a float16 cache as SDEdit sessions do by default.</summary>
internal sealed class DiffusionModel(string name, DiffusionUNet network)
    : BenchModel(name, new StepScene(network), network.SessionOptions with { OutputPolicy = OutputPolicy.Active })
{
    /// <inheritdoc/>
    public override double? OutputRange => null;

    /// <inheritdoc/>
    public override Graph BuildGraph() => network.BuildGraph();

    /// <inheritdoc/>
    public override ModelSession Open(Engine engine, SessionOptions options) => CachedModelSession.Open(engine, BuildGraph(), options);
}
