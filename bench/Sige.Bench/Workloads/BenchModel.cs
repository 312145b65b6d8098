using Sige.Graphs;
using Sige.Models;

namespace Sige.Bench.Workloads;

/// <summary>The full-size models that are measured end to end, with random weights.</summary>
internal static class BenchModel
{
    /// <summary>The SPADE generator of ngf 64.</summary>
    public const string GauGan = "gaugan";

    /// <summary>The compressed generator of channels 32_32_32_48_32_24_24_32.</summary>
    public const string GanCompression = "gan-compression";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [GauGan, GanCompression];

    /// <summary>The size that they are measured at.</summary>
    public static Resolution Size { get; } = new(256, 512);

    /// <summary>Makes a model by its name.</summary>
    public static SpadeGenerator Create(string name) => name switch
    {
        GauGan => Sige.Models.GauGan.Random(width: 64),
        GanCompression => Sige.Models.GanCompression.Random(),
        _ => throw new ArgumentException($"There is no model '{name}'; there is {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <summary>Describes a model at the size that it is measured at.</summary>
    public static Graph BuildGraph(SpadeGenerator model) => model.BuildGraph(Size.H, Size.W);
}
