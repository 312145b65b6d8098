using System.Globalization;
using Sige.Bench.Workloads;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;

namespace Sige.Bench.Fidelity;

/// <summary>A full-size network with random weights in one state, as Sige edits it and as the reference does.</summary>
internal sealed class FidelityModel
{
    private static readonly Resolution GeneratorSize = new(256, 512);

    private readonly Func<Graph> _build;

    private FidelityModel(string name, string state, Func<Graph> build)
    {
        Name = name;
        State = state;
        _build = build;
    }

    /// <summary>One of <see cref="BenchModel.Names"/>.</summary>
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

    /// <summary>A model in each of its states: at little and at much noise for diffusion networks.</summary>
    /// <param name="name">One of <see cref="BenchModel.Names"/>.</param>
    /// <param name="seed">The weights'.</param>
    public static IEnumerable<FidelityModel> Create(string name, ulong seed) => name switch
    {
        BenchModel.GauGan => [Of(name, GauGan.Random(seed: seed))],
        BenchModel.GanCompression => [Of(name, GanCompression.Random(seed: seed))],
        BenchModel.Ddpm => Of(name, seed, "t", 50, 450),
        _ => Of(name, seed, "logsnr", 4.2f, -0.8f),
    };

    /// <summary>Describes the network.</summary>
    public Graph BuildGraph() => _build();

    private static FidelityModel Of(string name, SpadeGenerator generator) =>
        new(name, "", () => generator.BuildGraph(GeneratorSize.H, GeneratorSize.W))
        {
            Rules = ReferenceRules.Of(generator),
            Options = generator.SessionOptions,
            Scene = new LabelScene(GeneratorSize, generator.LabelCount),
        };

    private static IEnumerable<FidelityModel> Of(string name, ulong seed, string time, params IEnumerable<float> times)
    {
        DiffusionUNet network = DiffusionUNet.Random(DiffusionNetworks.ConfigurationOf(name), seed);
        return times.Select(value => new FidelityModel(name, string.Create(CultureInfo.InvariantCulture, $"{time} {value}"), () => network.BuildGraph())
        {
            Rules = ReferenceRules.Of(network.Configuration),
            Options = network.SessionOptions,
            Scene = new StepScene(network, NoiseMoment.At(network.Configuration.Kind, value)),
            HasCache = true,
        });
    }
}
