using Sige.Graphs;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The layers that both diffusion U-Nets are made of, while a graph is described.</summary>
/// <param name="graph">The graph.</param>
/// <param name="parameters">The weights, by the names of published PyTorch checkpoints.</param>
/// <param name="configuration">The network's sizes.</param>
internal sealed class UNetLayers(GraphBuilder graph, ParameterSource parameters, UNetConfiguration configuration)
    : NetworkLayers(graph, parameters, configuration.NormGroups, configuration.NormEpsilon)
{
    /// <summary>The sum of a block's input, brought to its width, and of what the block computed.</summary>
    public Value AddShortcut(Value source, Value result, string name)
    {
        int channels = result.Shape.C;
        Value shortcut = source.Shape.C == channels ? source : Convolve(source, $"{name}.nin_shortcut", channels, kernel: 1);
        return Graph.Add(shortcut, result, $"{name}.add");
    }

    /// <summary>Self-attention with a shortcut around it.</summary>
    public Value Attend(Value source, string name, int heads)
    {
        int channels = source.Shape.C;
        Value normalised = Normalise(source, $"{name}.norm");
        Value query = Convolve(normalised, $"{name}.q", channels, kernel: 1);
        Value key = Convolve(normalised, $"{name}.k", channels, kernel: 1);
        Value value = Convolve(normalised, $"{name}.v", channels, kernel: 1);
        Value mixed = Graph.Attention(query, key, value, heads, name: $"{name}.attention");
        return Graph.Add(source, Convolve(mixed, $"{name}.proj_out", channels, kernel: 1), $"{name}.add");
    }
}
