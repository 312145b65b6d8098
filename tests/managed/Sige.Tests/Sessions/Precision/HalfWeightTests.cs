using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Graphs;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>Weights that a file has as float16 or bfloat16 reach the convolution as they are, and a run does not see the difference.</summary>
internal sealed class HalfWeightTests
{
    private const int Channels = 5;
    private const int Filters = 7;

    private static readonly TensorShape Shape = new(1, 6, 8, Channels);
    private static readonly float[] Input = [.. Enumerable.Range(0, (int)Shape.ElementCount).Select(i => MathF.Sin(i))];

    [TestCase(WeightDataType.Float16, ElementType.Float16)]
    [TestCase(WeightDataType.BFloat16, ElementType.BFloat16)]
    public void AFileKeepsTheTypeOfItsConstants(WeightDataType type, ElementType expected)
    {
        using WeightCollection weights = File(type);
        var parameters = new WeightParameters(weights);

        Parameter weight = parameters.Get("a.weight", FilterShape);

        Assert.That(weight.ElementType, Is.EqualTo(expected));
        Assert.That(weight.Slice(1, 2).ElementType, Is.EqualTo(expected));
        Assert.That(weight.Read(), Is.EqualTo(Values(1, type)));
        Assert.That(weight.Slice(1, 2).Read(), Is.EqualTo(Values(1, type).Skip(Channels * 9).Take(2 * Channels * 9)));
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

    /// <summary>Beside the largest finite values.</summary>
    [Test]
    public void HalvesThatAreNotFiniteAreRefused(
        [Values(0, 17, 40)] int at, [Values(WeightDataType.Float16, WeightDataType.BFloat16)] WeightDataType type)
    {
        (ushort largest, ushort infinite) = type == WeightDataType.Float16 ? ((ushort)0xFBFF, (ushort)0xFC00) : ((ushort)0xFF7F, (ushort)0xFF80);
        ushort[] values = [.. Enumerable.Repeat(largest, 41)];
        values[at] = infinite;
        using WeightCollection weights = WeightFile.FromMemory(
            "weights", [new WeightData(new WeightInfo("v", type, [41]), destination => MemoryMarshal.AsBytes<ushort>(values).CopyTo(destination))]);

        Assert.That(
            () => new WeightParameters(weights).Get("v", [41]).Read(),
            Throws.InstanceOf<WeightFormatException>().With.Message.Contains($"'v' has the value -Infinity at element {at};"));
    }

    /// <summary>With a second convolution of the same source, whose filters join those of the first, in either type.</summary>
    [TestCase(WeightDataType.Float16, WeightDataType.Float16)]
    [TestCase(WeightDataType.Float16, WeightDataType.Float32)]
    [TestCase(WeightDataType.Float32, WeightDataType.Float16)]
    [TestCase(WeightDataType.BFloat16, WeightDataType.BFloat16)]
    [TestCase(WeightDataType.BFloat16, WeightDataType.Float16)]
    public void HalvesGiveTheBitsOfTheirFloats(WeightDataType first, WeightDataType second)
    {
        using WeightCollection a = File(first), b = File(second), wideA = Widened(first), wideB = Widened(second);

        Assert.That(Run(graph => Describe(graph, a, b)), Is.EqualTo(Run(graph => Describe(graph, wideA, wideB))));
    }

    [Test]
    public void FloatsAreNotNarrowed()
    {
        var parameter = new Parameter("w", [2], () => [1, 2]);

        Assert.That(() => parameter.CopyTo(new Half[2]), Throws.InvalidOperationException.With.Message.Contains("'w'"));
        Assert.That(() => new Parameter("w", [2], ElementType.UInt8, _ => { }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AWeightThatIsTooLargeIsRefusedWithItsName()
    {
        var weight = new Parameter("wide.weight", [1, 1, 1, 1], () => [65520f]);
        var graph = new GraphBuilder();
        graph.Output("y", graph.Conv2D(graph.Input("x", new TensorShape(1, 4, 4, 1)), weight));
        Graph network = graph.Build();

        Assert.That(
            () => new SessionRig(network, new SessionOptions { WeightPrecision = WeightPrecision.Float16 }),
            Throws.InstanceOf<SigeException>().With.Message.Contains("'wide.weight'").And.Message.Contains("1 of 1 are too large to be kept as float16"));
    }

    /// <summary>What a session keeps of files of each type, and of filters that are joined from two types.</summary>
    [TestCase(WeightDataType.Float16, WeightDataType.Float16, true)]
    [TestCase(WeightDataType.BFloat16, WeightDataType.BFloat16, true)]
    [TestCase(WeightDataType.Float32, WeightDataType.Float32, false)]
    public void ASessionKeepsWeightsAsTheirFileHasThem(WeightDataType first, WeightDataType second, bool narrow)
    {
        using WeightCollection a = File(first), b = File(second);
        var graph = new GraphBuilder();
        graph.Output("y", Describe(graph, a, b));

        using var rig = new SessionRig(graph.Build());
        MemoryReport memory = rig.Session.Record([new("x", Input)]).Memory;

        Assert.That(memory.NarrowWeights > 0, Is.EqualTo(narrow));
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

    /// <summary>The values of a file of 16 bits as one of float32.</summary>
    private static WeightCollection Widened(WeightDataType type) => WeightFile.FromMemory(
        "weights",
        [
            WeightData.FromFloat32("a.weight", FilterShape, Values(1, type)),
            WeightData.FromFloat32("b.weight", FilterShape, Values(2, type)),
            WeightData.FromFloat32("a.bias", [Filters], new float[Filters]),
        ]);

    private static WeightData Filter(string name, int seed, WeightDataType type) => new(
        new WeightInfo(name, type, FilterShape),
        destination =>
        {
            float[] values = Values(seed, type);
            if (type == WeightDataType.Float16)
                MemoryMarshal.AsBytes<Half>([.. values.Select(value => (Half)value)]).CopyTo(destination);
            else if (type == WeightDataType.BFloat16)
                MemoryMarshal.AsBytes<ushort>([.. values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]).CopyTo(destination);
            else
                MemoryMarshal.AsBytes<float>(values).CopyTo(destination);
        });

    /// <summary>Values that a type holds exactly; those of float32 are float16's.</summary>
    private static float[] Values(int seed, WeightDataType type)
    {
        var random = new Random(seed);
        IEnumerable<float> values = Enumerable.Range(0, Filters * Channels * 9).Select(_ => random.NextSingle() - 0.5f);
        return type == WeightDataType.BFloat16
            ? [.. values.Select(value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000))]
            : [.. values.Select(value => (float)(Half)value)];
    }
}
