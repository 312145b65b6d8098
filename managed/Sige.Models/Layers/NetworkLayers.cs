using Sige.Graphs;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Models;

/// <summary>What denoising networks and their autoencoders are made of, while a graph is described.</summary>
/// <param name="graph">The graph.</param>
/// <param name="parameters">The weights, by the network's own names.</param>
/// <param name="normGroups">Groups of a group normalisation.</param>
/// <param name="normEpsilon">What a group normalisation adds to a variance.</param>
internal class NetworkLayers(GraphBuilder graph, ParameterSource parameters, int normGroups, float normEpsilon)
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

    /// <summary>A linear layer over the channels of each pixel.</summary>
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

    /// <summary>A linear layer without bias.</summary>
    public Value Project(Value source, string name, int channels) =>
        Graph.Linear(source, parameters.Get($"{name}.weight", [channels, source.Shape.C]), name: name);

    /// <summary>Group normalisation.</summary>
    /// <param name="source">What is normalised.</param>
    /// <param name="name">The beginning of its parameters' names.</param>
    /// <param name="epsilon">What is added to a variance; null for the network's.</param>
    public Value Normalise(Value source, string name, float? epsilon = null)
    {
        int channels = source.Shape.C;
        return Graph.GroupNorm(
            source, normGroups, epsilon ?? normEpsilon, parameters.Get($"{name}.weight", [channels]), parameters.Get($"{name}.bias", [channels]), name);
    }

    /// <summary>Normalisation of each pixel over its channels.</summary>
    public Value NormalisePixels(Value source, string name, float epsilon = 1e-5f)
    {
        int channels = source.Shape.C;
        return Graph.LayerNorm(source, epsilon, parameters.Get($"{name}.weight", [channels]), parameters.Get($"{name}.bias", [channels]), name);
    }

    /// <summary>Group normalisation and swish.</summary>
    public Value NormaliseAndSwish(Value source, string name) => Swish(Normalise(source, name));

    /// <summary>x / (1 + exp(-x)).</summary>
    public Value Swish(Value source) => Graph.Activate(source, Activation.Silu);

    /// <summary>Twice the height and width, by nearest pixels.</summary>
    public Value Double(Value source) => Graph.ResizeNearest(source, new Resolution(2 * source.Shape.H, 2 * source.Shape.W));
}
