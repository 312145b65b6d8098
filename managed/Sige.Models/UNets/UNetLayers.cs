using Sige.Graphs;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>The layers that both diffusion U-Nets are made of, while a graph is described.</summary>
/// <param name="graph">The graph.</param>
/// <param name="parameters">The weights, by the names of published PyTorch checkpoints.</param>
/// <param name="configuration">The network's sizes.</param>
internal sealed class UNetLayers(GraphBuilder graph, ParameterSource parameters, UNetConfiguration configuration)
{
    /// <summary>The graph under description.</summary>
    public GraphBuilder Graph { get; } = graph;

    /// <summary>A convolution; without a geometry it keeps height and width.</summary>
    public Value Convolve(Value source, string name, int channels, int kernel = 3, ConvolutionGeometry? geometry = null) => Graph.Conv2D(
        source,
        parameters.Get($"{name}.weight", [channels, source.Shape.C, kernel, kernel]),
        parameters.Get($"{name}.bias", [channels]),
        geometry,
        name: name);

    /// <summary>A linear layer of [N, 1, 1, C].</summary>
    public Value Linear(Value source, string name, int channels) => Graph.Linear(
        source, parameters.Get($"{name}.weight", [channels, source.Shape.C]), parameters.Get($"{name}.bias", [channels]), name);

    /// <summary>The two halves of a linear layer that gives twice the channels.</summary>
    public (Value First, Value Second) LinearPair(Value source, string name, int channels)
    {
        Parameter weight = parameters.Get($"{name}.weight", [2 * channels, source.Shape.C]);
        Parameter bias = parameters.Get($"{name}.bias", [2 * channels]);
        return (Half(0), Half(1));

        Value Half(int index) => Graph.Linear(
            source, weight.Slice(index * channels, channels), bias.Slice(index * channels, channels), $"{name}.{index}");
    }

    /// <summary>Group normalisation.</summary>
    public Value Normalise(Value source, string name)
    {
        int channels = source.Shape.C;
        return Graph.GroupNorm(
            source, configuration.NormGroups, configuration.NormEpsilon, parameters.Get($"{name}.weight", [channels]), parameters.Get($"{name}.bias", [channels]), name);
    }

    /// <summary>Group normalisation and swish.</summary>
    public Value NormaliseAndSwish(Value source, string name) => Swish(Normalise(source, name));

    /// <summary>x / (1 + exp(-x)).</summary>
    public Value Swish(Value source) => Graph.Activate(source, Activation.Silu);

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

    /// <summary>Twice the height and width, by nearest pixels.</summary>
    public Value Double(Value source) => Graph.ResizeNearest(source, new Resolution(2 * source.Shape.H, 2 * source.Shape.W));
}
