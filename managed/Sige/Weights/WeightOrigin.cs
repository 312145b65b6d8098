using System.Collections.ObjectModel;

namespace Sige.Weights;

/// <summary>Where a collection's tensors come from.</summary>
internal sealed record WeightOrigin(string FilePath, WeightFormat Format)
{
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public string? UnwrappedSection { get; init; }
}
