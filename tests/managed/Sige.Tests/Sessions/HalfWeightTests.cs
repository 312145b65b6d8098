using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Graphs;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>Weights that a file has as float16 reach the convolution as they are, and a run does not see the difference.</summary>
internal sealed class HalfWeightTests
{
    private const int Channels = 5;
    private const int Filters = 7;

    private static readonly TensorShape Shape = new(1, 6, 8, Channels);
    private static readonly float[] Input = [.. Enumerable.Range(0, (int)Shape.ElementCount).Select(i => MathF.Sin(i))];

    [Test]
    public void AFileKeepsTheTypeOfItsConstants()
    {
        using WeightCollection weights = File(WeightDataType.Float16);
        var parameters = new WeightParameters(weights);

        Parameter weight = parameters.Get("a.weight", FilterShape);

        Assert.That(weight.ElementType, Is.EqualTo(ElementType.Float16));
        Assert.That(weight.Slice(1, 2).ElementType, Is.EqualTo(ElementType.Float16));
        Assert.That(weight.Read(), Is.EqualTo(Halves(1).Select(half => (float)half)));
        Assert.That(weight.Slice(1, 2).Read(), Is.EqualTo(Halves(1).Skip(Channels * 9).Take(2 * Channels * 9).Select(half => (float)half)));
        Assert.That(parameters.Get("a.bias", [Filters]).ElementType, Is.EqualTo(ElementType.Float32));
    }

    /// <summary>To open a session takes less from the heap than the weights would take as float32.</summary>
    [Test]
    public void AConvolutionTakesHalvesUnwidened()
    {
        var weight = new Parameter("w", [256, 256, 3, 3], ElementType.Float16, destination => destination.Clear());
        var graph = new GraphBuilder();
        graph.Output("y", graph.Conv2D(graph.Input("x", new TensorShape(1, 4, 4, 256)), weight));
        Graph network = graph.Build();

        long before = GC.GetAllocatedBytesForCurrentThread();
        using var rig = new SessionRig(network);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.InRange(weight.Bytes, weight.Bytes * 3 / 2));
    }

    [Test]
    public void AConstantSaysWhatDoesNotFit()
    {
        var weight = new Parameter("w", FilterShape, ElementType.Float16, destination => destination.Clear());

        Assert.That(() => weight.CopyTo(new float[3]), Throws.ArgumentException.With.Message.Contains("'w'"));
        Assert.That(() => weight.CopyTo(new Half[3]), Throws.ArgumentException.With.Message.Contains("'w'"));
    }

    [TestCase(0)]
    [TestCase(17)]
    [TestCase(40)]
    public void HalvesThatAreNotFiniteAreRefused(int at)
    {
        Half[] values = [.. Enumerable.Repeat((Half)(-65504f), 41)];
        values[at] = Half.NegativeInfinity;
        using WeightCollection weights = WeightFile.FromMemory(
            "weights", [new WeightData(new WeightInfo("v", WeightDataType.Float16, [41]), destination => MemoryMarshal.AsBytes<Half>(values).CopyTo(destination))]);

        Assert.That(
            () => new WeightParameters(weights).Get("v", [41]).Read(),
            Throws.InstanceOf<WeightFormatException>().With.Message.Contains($"'v' has the value -Infinity at element {at};"));
    }

    /// <summary>With a second convolution of the same source, whose filters join those of the first, in either type.</summary>
    [TestCase(WeightDataType.Float16, WeightDataType.Float16)]
    [TestCase(WeightDataType.Float16, WeightDataType.Float32)]
    [TestCase(WeightDataType.Float32, WeightDataType.Float16)]
    public void HalvesGiveTheBitsOfTheirFloats(WeightDataType first, WeightDataType second)
    {
        using WeightCollection a = File(first), b = File(second), wide = File(WeightDataType.Float32);

        Assert.That(Run(graph => Describe(graph, a, b)), Is.EqualTo(Run(graph => Describe(graph, wide, wide))));
    }

    [Test]
    public void FloatsAreNotNarrowed()
    {
        var parameter = new Parameter("w", [2], () => [1, 2]);

        Assert.That(() => parameter.CopyTo(new Half[2]), Throws.InvalidOperationException.With.Message.Contains("'w'"));
        Assert.That(() => new Parameter("w", [2], ElementType.UInt8, _ => { }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static WeightShape FilterShape => [Filters, Channels, 3, 3];

    private static Value Describe(GraphBuilder graph, WeightCollection a, WeightCollection b)
    {
        Value x = X(graph);
        (WeightParameters ofA, WeightParameters ofB) = (new WeightParameters(a), new WeightParameters(b));
        return graph.SpadeModulate(
            graph.Conv2D(x, ofA.Get("a.weight", FilterShape), ofA.Get("a.bias", [Filters])),
            graph.Conv2D(x, ofB.Get("b.weight", FilterShape), ofB.Get("a.bias", [Filters])),
            graph.Conv2D(x, ofA.Get("b.weight", FilterShape), ofA.Get("a.bias", [Filters])));
    }

    private static Value X(GraphBuilder graph) => graph.Input("x", Shape);

    private static float[] Run(Func<GraphBuilder, Value> describe)
    {
        var graph = new GraphBuilder();
        graph.Output("y", describe(graph));
        using var rig = new SessionRig(graph.Build());
        rig.Session.Record([new("x", Input)]);
        return rig.Output();
    }

    private static WeightCollection File(WeightDataType type) => WeightFile.FromMemory(
        "weights", [Filter("a.weight", 1, type), Filter("b.weight", 2, type), WeightData.FromFloat32("a.bias", [Filters], new float[Filters])]);

    private static WeightData Filter(string name, int seed, WeightDataType type) => new(
        new WeightInfo(name, type, FilterShape),
        destination =>
        {
            if (type == WeightDataType.Float16)
                MemoryMarshal.AsBytes<Half>(Halves(seed)).CopyTo(destination);
            else
                MemoryMarshal.AsBytes<float>([.. Halves(seed).Select(half => (float)half)]).CopyTo(destination);
        });

    private static Half[] Halves(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Filters * Channels * 9).Select(_ => (Half)(random.NextSingle() - 0.5f))];
    }
}
