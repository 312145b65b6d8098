using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>A network with everything that the GAN generators do not have: batches, strides, group norms over concatenations.</summary>
internal static class GeneralGraph
{
    public const int Height = 32;
    public const int Width = 48;

    public static Graph Build()
    {
        var graph = new GraphBuilder();
        var parameters = new RandomParameters(7);
        Value x = graph.Input("x", new TensorShape(2, Height, Width, 5));
        Value skip = Conv(x, "in", 8);
        Value h = graph.Activate(graph.GroupNorm(skip, 4, weight: parameters.Get("g1", [8])), Activation.Silu);
        h = Conv(h, "down", 12, new ConvolutionGeometry(3, 3, 2, 2, 0, 0, 1, 1));
        h = Conv(graph.Activate(graph.InstanceNorm(h), Activation.LeakyRelu(0.1f)), "middle", 12);
        h = graph.Concat([graph.ResizeNearest(h, new Resolution(Height, Width)), skip]);
        h = graph.Activate(graph.GroupNorm(h, 4, bias: parameters.Get("g2", [20])), Activation.Silu);
        h = graph.Activate(graph.Add(Conv(h, "up", 8), skip), Activation.Relu);
        h = graph.Conv2D(h, parameters.Get("depthwise", [8, 1, 3, 3]), groups: 8);
        h = graph.Conv2D(h, parameters.Get("out", [3, 8, 1, 1]));
        graph.Output("y", graph.Activate(h, Activation.Tanh));
        return graph.Build();

        Value Conv(Value source, string name, int channels, ConvolutionGeometry? geometry = null) => graph.Conv2D(
            source, parameters.Get($"{name}.weight", [channels, source.Shape.C, 3, 3]), parameters.Get($"{name}.bias", [channels]), geometry);
    }
}
