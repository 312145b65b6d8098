using System.Globalization;
using Sige.Bench.Workloads;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Bench.Fidelity;

/// <summary>A network in one state, as Sige edits it and as the reference does.</summary>
internal sealed class FidelityModel
{
    /// <summary>Of both diffusion networks of 256x256 pixels.</summary>
    private const int ReferenceSparseFrom = 64;

    private static readonly Resolution GeneratorSize = new(256, 512);
    private static readonly float[] DdpmSteps = [50, 450];
    private static readonly float[] LogSnrs = [4.2f, -0.8f];

    private readonly Func<Graph> _build;

    private FidelityModel(string name, string state, Func<Graph> build)
    {
        Name = name;
        State = state;
        _build = build;
    }

    /// <summary>The models of <see cref="BenchModel.Names"/> of which the reference's rules are known here.</summary>
    public static IReadOnlyList<string> Names { get; } = [BenchModel.GauGan, BenchModel.GanCompression, BenchModel.Ddpm, BenchModel.ProgressiveDistillation];

    /// <summary>One of <see cref="Names"/>.</summary>
    public string Name { get; }

    /// <summary>The noise level, or nothing.</summary>
    public string State { get; }

    /// <summary>What the reference computes.</summary>
    public required ReferenceRules Rules { get; init; }

    /// <summary>How Sige edits it if nothing else is said.</summary>
    public required SessionOptions Options { get; init; }

    /// <summary>What it is run on.</summary>
    public required Scene Scene { get; init; }

    /// <summary>Whether its edits run from a cache too.</summary>
    public bool HasCache { get; init; }

    /// <summary>A full-size model in each of its states: at little and at much noise for diffusion networks.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">The weights'.</param>
    public static IEnumerable<FidelityModel> Create(string name, ulong seed) => name switch
    {
        BenchModel.GauGan => [Of(name, GauGan.Random(seed: seed), GeneratorSize)],
        BenchModel.GanCompression => [Of(name, GanCompression.Random(seed: seed), GeneratorSize)],
        _ => Of(name, DiffusionUNet.Random(DiffusionNetworks.ConfigurationOf(name), seed), ReferenceSparseFrom),
    };

    /// <summary>A generator.</summary>
    /// <param name="name">Its name, for tables.</param>
    /// <param name="generator">The network.</param>
    /// <param name="size">The picture.</param>
    public static FidelityModel Of(string name, SpadeGenerator generator, Resolution size) => new(name, "", () => generator.BuildGraph(size.H, size.W))
    {
        Rules = ReferenceRules.Of(generator),
        Options = generator.SessionOptions,
        Scene = new LabelScene(size, generator.LabelCount),
    };

    /// <summary>A diffusion network at little and at much noise.</summary>
    /// <param name="name">Its name, for tables.</param>
    /// <param name="network">The network.</param>
    /// <param name="referenceSparseFrom">The smallest size at which the reference computes active pixels only.</param>
    public static IEnumerable<FidelityModel> Of(string name, DiffusionUNet network, int referenceSparseFrom)
    {
        (string time, float[] values) = network.Configuration.Kind == UNetKind.Ddpm ? ("t", DdpmSteps) : ("logsnr", LogSnrs);
        return values.Select(value => new FidelityModel(name, string.Create(CultureInfo.InvariantCulture, $"{time} {value}"), () => network.BuildGraph())
        {
            Rules = ReferenceRules.Of(network.Configuration with { SparseFrom = referenceSparseFrom }),
            Options = network.SessionOptions,
            Scene = new StepScene(network, NoiseMoment.At(network.Configuration.Kind, value)),
            HasCache = true,
        });
    }

    /// <summary>Describes the network.</summary>
    public Graph BuildGraph() => _build();
}
