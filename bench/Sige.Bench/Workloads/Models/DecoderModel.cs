using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>The decoder of an autoencoder for pictures of 512x512.</summary>
internal sealed class DecoderModel(string name, Autoencoder network) : BenchModel(name, CreateScene(network), network.DecoderOptions)
{
    private static readonly Resolution LatentSize = new(64, 64);

    /// <inheritdoc/>
    public override double? OutputRange => null;

    /// <inheritdoc/>
    public override Graph BuildGraph() => network.BuildDecoder(LatentSize);

    /// <inheritdoc/>
    public override ModelSession Open(Engine engine, SessionOptions options) => CachedModelSession.Open(engine, BuildGraph(), options);

    private static PaintedScene CreateScene(Autoencoder network)
    {
        var latent = new PaintedLatents(LatentSize, network.Configuration.LatentChannels, network.Configuration.Downscale);
        return new PaintedScene(latent.Picture, Autoencoder.LatentInput, latent);
    }
}
