using Sige.Weights;

namespace Sige.Models;

/// <summary>A network's weights, wherever its file keeps them.</summary>
/// <param name="Weights">The tensors by the network's own names, norms folded.</param>
/// <param name="Layout">How the names are written.</param>
/// <param name="Section">Where in the file they were found; null for the file itself.</param>
internal sealed record FoundNetwork(WeightCollection Weights, NetworkLayout Layout, string? Section);
