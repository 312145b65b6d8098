using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>The encoder of an autoencoder for pictures of 512x512.</summary>
internal sealed class EncoderModel(string name, Autoencoder network)
    : BenchModel(name, new PaintedScene(Size, Autoencoder.PictureInput, new PaintedPicture(Size)), network.EncoderOptions)
{
    private static readonly Resolution Size = new(512, 512);

    /// <inheritdoc/>
    public override double? OutputRange => null;

    /// <inheritdoc/>
    public override Graph BuildGraph() => network.BuildEncoder(Size);

    /// <inheritdoc/>
    public override ModelSession Open(Engine engine, SessionOptions options) => CachedModelSession.Open(engine, BuildGraph(), options);
}
