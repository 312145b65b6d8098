using Sige.Bench.Workloads;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Sequences;

/// <summary>A network whose sequence of operators is written down: those of the bench, and small ones for tests.</summary>
/// <param name="Name">Its name, that of its file.</param>
/// <param name="Graph">The network.</param>
/// <param name="Options">How a session edits it.</param>
/// <param name="IsCached">Whether a session keeps what it records in a cache, rather than in place.</param>
internal sealed record SequenceModel(string Name, Graph Graph, SessionOptions Options, bool IsCached)
{
    /// <summary>Before the name of a network of the bench, that of a small one of its kind.</summary>
    private const string Small = "small-";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. BenchModel.Names, .. BenchModel.Names.Select(name => Small + name)];

    /// <summary>Describes a network; no parameter is read.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static SequenceModel Create(string name) => name switch
    {
        Small + BenchModel.GauGan => OfSpade(name, Sige.Models.GauGan.Random(width: 4, labelCount: 5)),
        Small + BenchModel.GanCompression => OfSpade(name, Sige.Models.GanCompression.Random([8, 8, 8, 12, 8, 6, 6, 8], labelCount: 5)),
        Small + BenchModel.Ddpm => OfUNet(name, BenchModel.Ddpm),
        Small + BenchModel.ProgressiveDistillation => OfUNet(name, BenchModel.ProgressiveDistillation),
        Small + BenchModel.StableDiffusionUNet => OfConditionalUNet(name),
        Small + BenchModel.StableDiffusionEncoder => OfEncoder(name),
        Small + BenchModel.StableDiffusionDecoder => OfDecoder(name),
        _ => OfBench(BenchModel.Create(name)),
    };

    private static SequenceModel OfBench(BenchModel model) => new(model.Name, model.BuildGraph(), model.SessionOptions, model.IsCached);

    /// <summary>A label map of 64x128, whose three largest resolutions edits compute in part.</summary>
    private static SequenceModel OfSpade(string name, SpadeGenerator generator) =>
        new(name, generator.BuildGraph(64, 128), generator.SessionOptions, IsCached: false);

    private static SequenceModel OfUNet(string name, string kind)
    {
        UNetConfiguration usual = DiffusionNetworks.ConfigurationOf(kind);
        DiffusionUNet network = DiffusionUNet.Random(usual with
        {
            PictureSize = 16,
            Channels = 16,
            ChannelMultipliers = [1, 2],
            BlocksPerLevel = 1,
            AttentionSizes = [8],
            HeadChannels = usual.HeadChannels is null ? null : 16,
            EmbeddingChannels = 32,
            NormGroups = 8,
            SparseFrom = 16,
            MaskDilation = 1,
        });
        return new SequenceModel(name, network.BuildGraph(), ComputedInPart(network.SessionOptions), IsCached: true);
    }

    private static SequenceModel OfConditionalUNet(string name)
    {
        ConditionalUNetConfiguration usual = ConditionalUNetConfiguration.StableDiffusion1();
        ConditionalUNet network = ConditionalUNet.Random(usual with
        {
            Levels = [new(16, 2, 1), new(32, 2, 0)],
            Middle = new(32, 2, 1),
            BlocksPerLevel = 1,
            ContextChannels = 24,
            LatentSize = 8,
            NormGroups = 8,
        });
        SessionOptions options = ComputedInPart(network.SessionOptions) with { SparseFrom = new Resolution(8, 8) };
        return new SequenceModel(name, network.BuildGraph(new Resolution(8, 8), batch: 2), options, IsCached: true);
    }

    private static SequenceModel OfEncoder(string name)
    {
        Autoencoder network = SmallAutoencoder();
        return new SequenceModel(name, network.BuildEncoder(new Resolution(32, 32)), network.EncoderOptions with { BreakEven = 1 }, IsCached: true);
    }

    /// <summary>With masks that leave some of so small a picture out.</summary>
    private static SequenceModel OfDecoder(string name)
    {
        Autoencoder network = SmallAutoencoder();
        SessionOptions usual = network.DecoderOptions;
        SessionOptions options = usual with { Masks = usual.Masks with { FirstDilation = 4 }, BreakEven = 1 };
        return new SequenceModel(name, network.BuildDecoder(new Resolution(16, 16)), options, IsCached: true);
    }

    /// <summary>Halves a picture's sides once.</summary>
    private static Autoencoder SmallAutoencoder() => Autoencoder.Random(AutoencoderConfiguration.Usual with { Widths = [16, 32], BlocksPerLevel = 1, NormGroups = 8 });

    /// <summary>As the bench edits; and in part even where most pixels of so small a picture are active.</summary>
    private static SessionOptions ComputedInPart(SessionOptions options) => options with { OutputPolicy = OutputPolicy.Active, BreakEven = 1 };
}
