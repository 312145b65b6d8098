using Sige.Models;
using Sige.Weights;

namespace Sige.Cli.Output;

/// <summary>What <c>sige inspect --json</c> writes.</summary>
internal sealed record WeightSummary(
    string File,
    string Format,
    string? Section,
    IReadOnlyList<NetworkSummary> Networks,
    IReadOnlyDictionary<string, string> Metadata,
    int TensorCount,
    long ElementCount,
    long Bytes,
    IReadOnlyList<TypeSummary> Types,
    IReadOnlyList<TensorSummary> Tensors)
{
    /// <summary>Summarises an open file.</summary>
    public static WeightSummary Of(WeightCollection weights) => new(
        weights.FilePath,
        Describe(weights.Format),
        weights.UnwrappedSection,
        [.. NetworkSection.FindAll(weights).Select(NetworkSummary.Of)],
        weights.Metadata,
        weights.Entries.Count,
        weights.Entries.Sum(info => info.Shape.ElementCount),
        weights.Entries.Sum(info => info.ByteSize),
        [.. weights.Entries.GroupBy(info => info.TypeName, StringComparer.Ordinal).Select(TypeSummary.Of)],
        [.. weights.Entries.Select(info => new TensorSummary(info.Name, info.TypeName, [.. info.Shape], info.ByteSize))]);

    private static string Describe(WeightFormat format) => format switch
    {
        WeightFormat.TorchZip => "PyTorch checkpoint (zip)",
        WeightFormat.TorchLegacy => "PyTorch checkpoint (before 1.6)",
        WeightFormat.Flax => "Flax checkpoint (MessagePack)",
        _ => "safetensors",
    };
}

/// <summary>A network that a weight file holds.</summary>
internal sealed record NetworkSummary(string Section, string Network, bool Averaged, bool Taken, string? Fault)
{
    /// <summary>Summarises a section.</summary>
    public static NetworkSummary Of(NetworkSection section) => new(section.Path, section.Network, section.IsAveraged, section.IsTaken, section.Fault);

    /// <summary>The network in a line for a person.</summary>
    public string Describe() =>
        $"section {Section}: {Network}{(Averaged ? ", averaged weights" : "")}{(Taken ? ", taken by default" : "")}{(Fault is null ? "" : $"; {Fault}")}";
}

/// <summary>The tensors of one type of a <see cref="WeightSummary"/>.</summary>
internal sealed record TypeSummary(string Type, int TensorCount, long Bytes)
{
    /// <summary>Summarises the tensors of a type.</summary>
    public static TypeSummary Of(IGrouping<string, WeightInfo> tensors) => new(tensors.Key, tensors.Count(), tensors.Sum(info => info.ByteSize));
}

/// <summary>One tensor of a <see cref="WeightSummary"/>.</summary>
internal sealed record TensorSummary(string Name, string Type, IReadOnlyList<long> Shape, long Bytes);
