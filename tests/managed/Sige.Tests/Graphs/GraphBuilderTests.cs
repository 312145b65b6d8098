using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Graphs;

internal sealed class GraphBuilderTests
{
    private readonly GraphBuilder _graph = new();
    private readonly RandomParameters _parameters = new(1);
    private readonly Value _x;

    public GraphBuilderTests() => _x = _graph.Input("x", new TensorShape(2, 8, 16, 6));

    [Test]
    public void InfersShapes()
    {
        var strided = new ConvolutionGeometry(3, 3, 2, 2, 0, 0, 1, 1);

        Assert.That(_graph.Conv2D(_x, Weight(4, 6, 3)).Shape, Is.EqualTo(new TensorShape(2, 8, 16, 4)));
        Assert.That(_graph.Conv2D(_x, Weight(4, 6, 3), geometry: strided, name: "s").Shape, Is.EqualTo(new TensorShape(2, 4, 8, 4)));
        Assert.That(_graph.Conv2D(_x, Weight(6, 1, 3), groups: 6, name: "d").Shape, Is.EqualTo(_x.Shape));
        Assert.That(_graph.Concat([_x, _graph.Activate(_x, Activation.Silu)]).Shape.C, Is.EqualTo(12));
        Assert.That(_graph.ResizeNearest(_x, new Resolution(4, 4)).Shape, Is.EqualTo(new TensorShape(2, 4, 4, 6)));
        Assert.That(_graph.ResizeNearest(_x, new Resolution(8, 16)), Is.SameAs(_x));
    }

    [Test]
    public void NamesNodeExpectedAndFound()
    {
        Value labels = _graph.Input("labels", new TensorShape(2, 8, 16, 1), ElementType.UInt8);
        Value other = _graph.ResizeNearest(_x, new Resolution(4, 4));

        Expect(() => _graph.Conv2D(_x, Weight(4, 5, 3), name: "c"), "'c'", "6 input channels", "[4, 5, 3, 3]");
        Expect(() => _graph.Conv2D(_x, Weight(4, 6, 3), _parameters.Get("b", [3]), name: "c"), "'c'", "4 elements", "[3]");
        Expect(() => _graph.Conv2D(_x, Weight(4, 3, 3), groups: 2, name: "c"), "'c'", "depthwise", "2");
        Expect(() => _graph.Add(_x, other, "a"), "'a'", "[2, 8, 16, 6]", "[2, 4, 4, 6]");
        Expect(() => _graph.Concat([_x, other], "k"), "'k'", "[2, 8, 16, any]", "[2, 4, 4, 6]");
        Expect(() => _graph.SpadeModulate(_x, other, _x, "m"), "'m'", "gamma [2, 8, 16, 6]", "[2, 4, 4, 6]");
        Expect(() => _graph.GroupNorm(_x, 4, name: "g"), "'g'", "divide 6 channels", "4");
        Expect(() => _graph.OneHot(_x, 5, "o"), "'o'", "UInt8", "Float32");
        Expect(() => _graph.Activate(labels, Activation.Relu, "r"), "'r'", "Float32", "UInt8");
        Expect(() => _graph.Input("x", new TensorShape(1, 1, 1, 1)), "'x'", "not taken");
        Expect(() => _graph.Output("y", _x), "'y'", "computed");
        Expect(() => new GraphBuilder().Activate(_x, Activation.Relu, "r"), "'r'", "of this graph");
    }

    [Test]
    public void InfersShapesOfVectorsAttentionAndPooling()
    {
        Value time = _graph.Input("time", new TensorShape(2, 1, 1, 1));
        Value embedding = _graph.TimeEmbedding(time, 10);
        Value vector = _graph.Linear(embedding, _parameters.Get("l", [6, 10]), _parameters.Get("b", [6]));

        Assert.That(embedding.Shape, Is.EqualTo(new TensorShape(2, 1, 1, 10)));
        Assert.That(vector.Shape, Is.EqualTo(new TensorShape(2, 1, 1, 6)));
        Assert.That(_graph.AddVector(_x, vector).Shape, Is.EqualTo(_x.Shape));
        Assert.That(_graph.ScaleShift(_x, vector, vector).Shape, Is.EqualTo(_x.Shape));
        Value half = _graph.AveragePool(_x);
        Assert.That(half.Shape, Is.EqualTo(new TensorShape(2, 4, 8, 6)));
        Value value = _graph.Conv2D(half, Weight(9, 6, 1));
        Assert.That(_graph.Attention(_x, half, value, 3).Shape, Is.EqualTo(new TensorShape(2, 8, 16, 9)));
    }

    [Test]
    public void InfersShapesOfLayerNormsAndGates()
    {
        Assert.That(_graph.LayerNorm(_x, weight: _parameters.Get("w", [6])).Shape, Is.EqualTo(_x.Shape));
        Assert.That(_graph.Gate(_x, _graph.LayerNorm(_x), Activation.Gelu).Shape, Is.EqualTo(_x.Shape));
        Assert.That(((InputNode)_x.Producer).Role, Is.EqualTo(InputRole.Picture));
        Assert.That(((InputNode)_graph.Input("text", new TensorShape(2, 1, 77, 5), role: InputRole.Condition).Producer).Role, Is.EqualTo(InputRole.Condition));
    }

    [Test]
    public void NamesWhatLayerNormsAndGatesExpect()
    {
        Expect(() => _graph.LayerNorm(_x, 0, name: "n"), "'n'", "epsilon above 0", "0");
        Expect(() => _graph.LayerNorm(_x, weight: _parameters.Get("w", [5]), name: "n"), "'n'", "a parameter of 6 elements", "[5]");
        Expect(() => _graph.LayerNorm(_x, bias: _parameters.Get("b", [6, 1]), name: "n"), "'n'", "a parameter of 6 elements", "[6, 1]");
        Expect(() => _graph.Gate(_x, _graph.AveragePool(_x), Activation.Gelu, "g"), "'g'", "a gate [2, 8, 16, 6]", "[2, 4, 8, 6]");
        Expect(() => _graph.Input("i", _x.Shape, role: (InputRole)7), "'i'", "a known role", "7");
    }

    [Test]
    public void NamesWhatVectorsAttentionAndPoolingExpect()
    {
        Value time = _graph.Input("t0", new TensorShape(2, 1, 1, 1));
        Value vector = _graph.TimeEmbedding(time, 6);
        Value odd = _graph.ResizeNearest(_x, new Resolution(3, 4));

        Expect(() => _graph.Linear(vector, Weight(4, 6, 1), name: "l"), "'l'", "a matrix [out, in]", "[4, 6, 1, 1]");
        Expect(() => _graph.Linear(vector, _parameters.Get("l", [4, 5]), name: "l"), "'l'", "6 input channels", "[4, 5, 1, 1]");
        Expect(() => _graph.AddVector(_x, time, "v"), "'v'", "a vector [2, 1, 1, 6]", "[2, 1, 1, 1]");
        Expect(() => _graph.ScaleShift(_x, vector, _x, "s"), "'s'", "a shift [2, 1, 1, 6]", "[2, 8, 16, 6]");
        Expect(() => _graph.ScaleShift(_x, time, vector, "s"), "'s'", "a scale [2, 1, 1, 6]", "[2, 1, 1, 1]");
        Expect(() => _graph.AveragePool(odd, "p"), "'p'", "even height and width", "[2, 3, 4, 6]");
        Expect(() => _graph.Attention(_x, odd, odd, 4, name: "a"), "'a'", "divide 6 and 6", "4");
        Expect(() => _graph.Attention(_x, time, odd, 1, name: "a"), "'a'", "a key [2, any, any, 6]", "[2, 1, 1, 1]");
        Expect(() => _graph.Attention(_x, _x, odd, 1, name: "a"), "'a'", "a value [2, 8, 16, any]", "[2, 3, 4, 6]");
        Expect(() => _graph.Attention(_x, _x, _x, 1, 0, name: "a"), "'a'", "scale above 0", "0");
        Expect(() => _graph.Attention(_x, odd, odd, 1, isCausal: true, name: "a"), "'a'", "keys of 8x16 in a causal attention", "3x4");
        Expect(() => _graph.TimeEmbedding(vector, 4, name: "t"), "'t'", "a time [2, 1, 1, 1]", "[2, 1, 1, 6]");
        Expect(() => _graph.TimeEmbedding(time, 5, name: "t"), "'t'", "even", "5");
        Expect(() => _graph.TimeEmbedding(time, 4, downscaleShift: 2, name: "t"), "'t'", "below 2", "2");
        Expect(() => new Parameter("p", [3, 2], () => []).Reshape([5]), "'p'", "[3, 2]", "[5]");
    }

    [Test]
    public void CountsTheProductsOfConvolutionsAndAttention()
    {
        var graph = new GraphBuilder();
        Value x = graph.Input("x", _x.Shape);
        Value half = graph.AveragePool(x);
        graph.Output("y", graph.Attention(x, half, graph.Conv2D(half, Weight(9, 6, 1)), 3));

        Assert.That(graph.Build().MultiplyAdds, Is.EqualTo(2 * 32 * 6 * 9 + 2 * 128 * 32 * (6 + 9)));
    }

    [Test]
    public void AGraphNeedsAnOutput() => Assert.That(() => new GraphBuilder().Build(), Throws.InvalidOperationException);

    [Test]
    public void ASliceReadsItsRows()
    {
        var parameter = new Parameter("p", [3, 2], () => [1, 2, 3, 4, 5, 6]);

        Assert.That(parameter.Slice(1, 2).Read(), Is.EqualTo(new float[] { 3, 4, 5, 6 }));
        Assert.That(parameter.Slice(1, 2).Shape, Is.EqualTo(new WeightShape(2, 2)));
        Assert.That(parameter.Slice(0, 3), Is.SameAs(parameter));
        Assert.That(() => parameter.Slice(2, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Parameter("q", [2], () => [1]).Read(), Throws.InvalidOperationException.With.Message.Contains("'q'"));
    }

    [Test]
    public void RandomParametersDependOnSeedAndNameAlone()
    {
        float[] values = _parameters.Get("a.weight", [8, 8, 3, 3]).Read();

        Assert.That(new RandomParameters(1).Get("a.weight", [8, 8, 3, 3]).Read(), Is.EqualTo(values));
        Assert.That(new RandomParameters(2).Get("a.weight", [8, 8, 3, 3]).Read(), Is.Not.EqualTo(values));
        Assert.That(_parameters.Get("b.weight", [8, 8, 3, 3]).Read(), Is.Not.EqualTo(values));
        Assert.That(values.Average(value => value * value), Is.EqualTo(2.0 / 72).Within(10).Percent);
        Assert.That(_parameters.Get("running_var", [64]).Read(), Is.All.InRange(0.5f, 1.5f));
    }

    /// <summary>Also where two seeds differ in one bit, whichever: the first values are no more alike than any others.</summary>
    [Test]
    public void EachSeedIsANetworkOfItsOwn()
    {
        ulong[] seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 1UL << 40, (1UL << 40) + 1, ulong.MaxValue];
        float[][] values = [.. seeds.Select(seed => new RandomParameters(seed).Get("a.weight", [16, 16, 3, 3]).Read())];

        for (int i = 0; i < seeds.Length; i++)
        {
            for (int j = i + 1; j < seeds.Length; j++)
            {
                double distance = values[i].Zip(values[j], (x, y) => (double)(x - y) * (x - y)).Average();
                Assert.That(distance, Is.EqualTo(2 * 2.0 / (16 * 9)).Within(10).Percent, $"seeds {seeds[i]} and {seeds[j]}");
                Assert.That(values[i][0], Is.Not.EqualTo(values[j][0]).Within(1e-4f), $"seeds {seeds[i]} and {seeds[j]}");
            }
        }
    }

    private static void Expect(Func<object> call, params string[] parts)
    {
        string message = Assert.Throws<ArgumentException>(() => call()).Message;
        foreach (string part in parts)
            Assert.That(message, Does.Contain(part));
    }

    private static void Expect(Action call, params string[] parts) => Expect(
        () =>
        {
            call();
            return new object();
        },
        parts);

    private Parameter Weight(int filters, int channels, int kernel) => _parameters.Get($"w{filters}.{channels}", [filters, channels, kernel, kernel]);
}
