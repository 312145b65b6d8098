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
    private const string SmallGauGan = "small-gaugan", SmallGanCompression = "small-gan-compression", SmallDdpm = "small-ddpm", SmallStableDiffusionUNet = "small-sd-unet";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        BenchModel.GauGan, BenchModel.GanCompression, BenchModel.Ddpm, BenchModel.ProgressiveDistillation, BenchModel.StableDiffusionUNet,
        SmallGauGan, SmallGanCompression, SmallDdpm, SmallStableDiffusionUNet,
    ];

    /// <summary>Describes a network; no parameter is read.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static SequenceModel Create(string name) => name switch
    {
        SmallGauGan => SmallSpade(name, Sige.Models.GauGan.Random(width: 4, labelCount: 5)),
        SmallGanCompression => SmallSpade(name, Sige.Models.GanCompression.Random()),
        SmallDdpm => OfUNet(name),
        SmallStableDiffusionUNet => OfConditionalUNet(name),
        _ => OfBench(BenchModel.Create(name)),
    };

    private static SequenceModel OfBench(BenchModel model) => new(model.Name, model.BuildGraph(), model.SessionOptions, model.IsCached);

    /// <summary>A label map of 64x128, whose three largest resolutions edits compute in part.</summary>
    private static SequenceModel SmallSpade(string name, SpadeGenerator generator) =>
        new(name, generator.BuildGraph(64, 128), generator.SessionOptions, IsCached: false);

    private static SequenceModel OfUNet(string name)
    {
        DiffusionUNet network = DiffusionUNet.Random(DiffusionNetworks.ConfigurationOf(BenchModel.Ddpm) with
        {
            PictureSize = 16,
            Channels = 16,
            ChannelMultipliers = [1, 2],
            BlocksPerLevel = 1,
            AttentionSizes = [8],
            EmbeddingChannels = 32,
            NormGroups = 8,
            SparseFrom = 16,
            MaskDilation = 1,
        });
        return new SequenceModel(name, network.BuildGraph(), Small(network.SessionOptions), IsCached: true);
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
        SessionOptions options = Small(network.SessionOptions) with { SparseFrom = new Resolution(8, 8) };
        return new SequenceModel(name, network.BuildGraph(new Resolution(8, 8), batch: 2), options, IsCached: true);
    }

    /// <summary>As the bench edits; and in part even where most pixels of so small a picture are active.</summary>
    private static SessionOptions Small(SessionOptions options) => options with { OutputPolicy = OutputPolicy.Active, BreakEven = 1 };
}
