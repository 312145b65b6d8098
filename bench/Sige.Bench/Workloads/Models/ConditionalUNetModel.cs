using Sige.Devices;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>
/// One denoising step of a text-conditional U-Net under guidance, that is for two texts at once, recorded into a float16 cache as SDEdit
/// sessions do by default. What depends on the texts alone is computed once, not in each of our runs; the peer computes it in each of its own.
/// </summary>
internal sealed class ConditionalUNetModel(string name, ConditionalUNet network)
    : BenchModel(name, CreateScene(network), network.SessionOptions with { OutputPolicy = OutputPolicy.Active })
{
    private const int Batch = 2;
    private const float Time = 481;
    private const int Seed = 3;

    /// <inheritdoc/>
    public override double? OutputRange => null;

    /// <inheritdoc/>
    public override Graph BuildGraph() => network.BuildGraph(LatentSize(network), Batch);

    /// <inheritdoc/>
    public override ModelSession Open(Engine engine, SessionOptions options) => CachedModelSession.Open(engine, BuildGraph(), options);

    private static Resolution LatentSize(ConditionalUNet network) => new(network.Configuration.LatentSize, network.Configuration.LatentSize);

    private static PaintedScene CreateScene(ConditionalUNet network)
    {
        ConditionalUNetConfiguration sizes = network.Configuration;
        var latents = new PaintedLatents(LatentSize(network), sizes.InputChannels, network.SessionOptions.MaskScale, Batch);
        var context = new float[Batch * ConditionalUNet.UsualTokens * sizes.ContextChannels];
        var random = new Random(Seed);
        foreach (ref float value in context.AsSpan())
            value = 2 * random.NextSingle() - 1;
        return new PaintedScene(
            latents.Picture,
            ConditionalUNet.LatentInput,
            latents,
            new SessionInput(ConditionalUNet.TimeInput, new float[] { Time, Time }),
            new SessionInput(ConditionalUNet.ContextInput, context));
    }
}
