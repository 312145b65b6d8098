using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Graphs;

namespace Sige.Tests.Onnx;

/// <summary>Each kind of node, exported and run by ONNX Runtime, against the plain interpreter.</summary>
internal sealed class NodeExportTests
{
    private static readonly RandomParameters Parameters = new(7);

    public static IEnumerable<TestCaseData> Exact()
    {
        yield return Case("a one-hot map; class 7 has no channel", g => g.OneHot(Labels(g), 7));
        yield return Case("a one-hot map of the enlarged labels", g => g.OneHot(g.ResizeNearest(Labels(g), new Resolution(12, 20)), 9));
        yield return Case("a one-hot map of the shrunk labels", g => g.OneHot(g.ResizeNearest(Labels(g), new Resolution(3, 5)), 9));
        yield return Case("a one-hot map of one pixel", g => g.OneHot(g.ResizeNearest(Labels(g), new Resolution(1, 1)), 9));
        yield return Case("a concatenation", g => g.Concat([Source(g), Source(g, 3)]));
        yield return Case("a concatenation of one channel", g => g.Concat([Source(g, 1), g.OneHot(Labels(g), 9)]));
        yield return Case("a sum", g => g.Add(Source(g), Source(g)));
        yield return Case("an enlargement", g => g.ResizeNearest(Source(g), new Resolution(12, 30)));
        yield return Case("a reduction", g => g.ResizeNearest(Source(g), new Resolution(2, 5)));
        yield return Case("an enlargement by odd ratios", g => g.ResizeNearest(Source(g), new Resolution(49, 23)));
        yield return Case("a reduction by odd ratios", g => g.ResizeNearest(Source(g), new Resolution(5, 7)));
        yield return Case("rows enlarged, columns reduced", g => g.ResizeNearest(Source(g), new Resolution(12, 2)));
        yield return Case("ReLU", g => g.Activate(Source(g), Activation.Relu));
        yield return Case("leaky ReLU", g => g.Activate(Source(g), Activation.LeakyRelu(0.2f)));
        yield return Case("no activation", g => g.Activate(Source(g), Activation.None));
        yield return Case("an output of one channel", g => g.Activate(Source(g, 1), Activation.Relu));
    }

    public static IEnumerable<TestCaseData> Rounded()
    {
        foreach (TestCaseData test in Diffusion())
            yield return test;
        yield return Case("tanh", g => g.Activate(Source(g), Activation.Tanh));
        yield return Case("SiLU", g => g.Activate(Source(g), Activation.Silu));
        yield return Case("a 3x3 convolution", g => Convolution(g, 6, 3, ConvolutionGeometry.Same(3)));
        yield return Case("a 1x1 convolution", g => Convolution(g, 6, 1, ConvolutionGeometry.Same(1)));
        yield return Case("a convolution without bias", g => g.Conv2D(Source(g), Parameters.Get("w", [6, 5, 3, 3])));
        yield return Case("a convolution of 16 channels and its activation", g => g.Activate(Convolution(g, 16, 3, ConvolutionGeometry.Same(3)), Activation.LeakyRelu(0.2f)));
        yield return Case("a convolution of stride 2, padded right and bottom", g => Convolution(g, 6, 3, new(3, 3, 2, 2, 0, 0, 1, 1)));
        yield return Case("a convolution of unequal kernel, strides and padding", g => g.Conv2D(
            Source(g), Parameters.Get("w", [4, 5, 3, 1]), geometry: new(3, 1, 1, 2, 1, 0, 0, 0)));
        yield return Case("a depthwise convolution", g => g.Conv2D(
            Source(g), Parameters.Get("w", [5, 1, 3, 3]), Parameters.Get("b", [5]), groups: 5));
        yield return Case("a convolution of labels and edges", g => g.Conv2D(
            g.Concat([g.OneHot(Labels(g), 9), Source(g, 1)]), Parameters.Get("w", [16, 10, 3, 3]), Parameters.Get("b", [16])));
        yield return Case("batch normalisation", g => g.BatchNorm(Source(g), new(Parameters.Get("mean", [5]), Parameters.Get("running_var", [5]))));
        yield return Case("batch normalisation with scale and shift", g => g.BatchNorm(
            Source(g), new(Parameters.Get("mean", [5]), Parameters.Get("running_var", [5]), Parameters.Get("w", [5]), Parameters.Get("b", [5])), 1e-2f));
        yield return Case("batch normalisation of a convolution", g => g.BatchNorm(
            Convolution(g, 16, 3, ConvolutionGeometry.Same(3)), new(Parameters.Get("mean", [16]), Parameters.Get("running_var", [16]))));
        yield return Case("instance normalisation", g => g.InstanceNorm(Source(g)));
        yield return Case("instance normalisation with scale and shift", g => g.InstanceNorm(Source(g), 1e-2f, Parameters.Get("w", [5]), Parameters.Get("b", [5])));
        foreach (int groups in new[] { 1, 2, 4 })
        {
            yield return Case($"group normalisation in {groups}", g => g.GroupNorm(Source(g, 8), groups));
            yield return Case($"group normalisation in {groups} with scale", g => g.GroupNorm(Source(g, 8), groups, weight: Parameters.Get("w", [8])));
            yield return Case($"group normalisation in {groups} with shift", g => g.GroupNorm(Source(g, 8), groups, bias: Parameters.Get("b", [8])));
            yield return Case($"group normalisation in {groups} with both", g => g.GroupNorm(Source(g, 8), groups, 1e-2f, Parameters.Get("w", [8]), Parameters.Get("b", [8])));
        }

        yield return Case("SPADE modulation", g => g.SpadeModulate(Source(g), Source(g), Source(g)));
        yield return Case("SPADE modulation by convolutions", g => g.SpadeModulate(
            Source(g, 16), Convolution(g, 16, 3, ConvolutionGeometry.Same(3), "gamma"), Convolution(g, 16, 3, ConvolutionGeometry.Same(3), "beta")));
    }

    private static IEnumerable<TestCaseData> Diffusion()
    {
        yield return Case("a matrix", g => g.Linear(Source(g), Parameters.Get("w", [7, 5]), Parameters.Get("b", [7])));
        yield return Case("a matrix of a vector", g => g.Linear(Vector(g), Parameters.Get("w", [7, 5])));
        yield return Case("a vector added", g => g.AddVector(Source(g), Vector(g)));
        yield return Case("a scale and shift", g => g.ScaleShift(Source(g), Vector(g), Vector(g)));
        yield return Case("a scale and shift of a group normalisation", g => g.ScaleShift(g.GroupNorm(Source(g, 8), 4), Vector(g, 8), Vector(g, 8)));
        yield return Case("average pooling", g => g.AveragePool(Source(g)));
        yield return Case("attention", g => g.Attention(Source(g), Source(g), Source(g), 1));
        yield return Case("attention of three heads", g => g.Attention(Source(g, 6), Source(g, 6), Source(g, 6), 3));
        yield return Case("attention of other widths, sizes and scale", g => g.Attention(
            Source(g, 6), g.AveragePool(Source(g, 6)), g.AveragePool(Source(g, 9)), 3, 2));
        yield return Case("causal attention", g => g.Attention(Source(g, 6), Source(g, 6), Source(g, 6), 2, isCausal: true));
        yield return Case("attention to tokens", g => g.Attention(Source(g, 6), Tokens(g, 6), Tokens(g, 4), 2));
        yield return Case("layer normalisation", g => g.LayerNorm(Source(g), 1e-2f));
        yield return Case("layer normalisation with scale and shift", g => g.LayerNorm(Source(g), 1e-2f, Parameters.Get("w", [5]), Parameters.Get("b", [5])));
        yield return Case("GELU", g => g.Activate(Source(g), Activation.Gelu));
        yield return Case("quick GELU", g => g.Activate(Source(g), Activation.QuickGelu));
        yield return Case("a gate of GELU", g => g.Gate(Source(g), Source(g), Activation.Gelu));
        yield return Case("a gate as it is", g => g.Gate(Source(g), Source(g), Activation.None));
        yield return Case("a time embedding", g => g.TimeEmbedding(Time(g), 12));
        yield return Case("a time embedding, cosines first, undivided", g => g.TimeEmbedding(Time(g), 6, EmbeddingOrder.CosSin, 0));
    }

    [TestCaseSource(nameof(Exact))]
    public void MovesAndSelectsExactly(Func<GraphBuilder, Value> describe)
    {
        (float[] actual, float[] expected) = RunBoth(describe);

        Assert.That(actual, Is.EqualTo(expected));
    }

    /// <summary>
    /// Sums have at most t = 90 products (a 3x3 kernel over 10 channels) or pixels (96 or fewer a group), of magnitude 1 or
    /// less on average: a float32 sum in any order errs by at most t 2^-24 times their absolute sum, t itself at most. The
    /// functions behind them have slopes of 1 or less; normalisation divides by a deviation of some 0.5.
    /// </summary>
    [TestCaseSource(nameof(Rounded))]
    public void ComputesWithinRounding(Func<GraphBuilder, Value> describe)
    {
        const double Terms = 96;
        double tolerance = Terms * Terms * Math.ScaleB(1, -24);

        (float[] actual, float[] expected) = RunBoth(describe);

        Assert.That(Difference.Maximum(actual, expected), Is.LessThan(tolerance));
    }

    [Test]
    public void GivesOneValueUnderTwoNamesAndAnother()
    {
        var builder = new GraphBuilder();
        Value rectified = builder.Activate(Source(builder), Activation.Relu, "out");
        builder.Output("out", builder.Add(rectified, rectified));
        builder.Output("first", rectified);
        builder.Output("second", rectified);
        Graph graph = builder.Build();
        Dictionary<string, float[]> inputs = Inputs(graph);

        Dictionary<string, float[]> actual = OnnxRun.Run(graph, inputs);

        Assert.That(actual, Is.EqualTo(ReferenceInterpreter.Run(graph, inputs)));
    }

    private static TestCaseData Case(string name, Func<GraphBuilder, Value> describe) =>
        new TestCaseData(describe).SetArgDisplayNames(name);

    private static Value Labels(GraphBuilder graph) => graph.Input("labels", new TensorShape(2, 6, 10, 1), ElementType.UInt8);

    private static Value Source(GraphBuilder graph, int channels = 5) =>
        graph.Input($"source_{Guid.NewGuid():N}", new TensorShape(2, 6, 10, channels));

    private static Value Vector(GraphBuilder graph, int channels = 5) =>
        graph.Input($"vector_{Guid.NewGuid():N}", new TensorShape(2, 1, 1, channels));

    private static Value Tokens(GraphBuilder graph, int channels) =>
        graph.Input($"tokens_{Guid.NewGuid():N}", new TensorShape(2, 1, 7, channels), role: InputRole.Condition);

    private static Value Time(GraphBuilder graph) => graph.Input("time", new TensorShape(2, 1, 1, 1));

    private static Value Convolution(GraphBuilder graph, int filters, int kernel, ConvolutionGeometry geometry, string name = "conv") => graph.Conv2D(
        Source(graph), Parameters.Get($"{name}.w", [filters, 5, kernel, kernel]), Parameters.Get($"{name}.b", [filters]), geometry, name: name);

    private static Dictionary<string, float[]> Inputs(Graph graph)
    {
        var random = new Random(3);
        return graph.Inputs.ToDictionary(input => input.Name, input => Enumerable.Range(0, (int)input.Output.Shape.ElementCount)
            .Select(_ => input.Output.ElementType == ElementType.UInt8 ? random.Next(9) : 2 * random.NextSingle() - 1).ToArray());
    }

    private static (float[] Actual, float[] Expected) RunBoth(Func<GraphBuilder, Value> describe)
    {
        var builder = new GraphBuilder();
        builder.Output("result", describe(builder));
        Graph graph = builder.Build();
        Dictionary<string, float[]> inputs = Inputs(graph);
        return (OnnxRun.Run(graph, inputs)["result"], ReferenceInterpreter.Run(graph, inputs)["result"]);
    }
}
