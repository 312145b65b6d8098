using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>The diffusion U-Nets' graphs, run by the plain interpreter, against what the reference implementation recorded.</summary>
internal sealed class UNetGraphTests
{
    /// <summary>The interpreter sums in float64, the recording in float32 through some thirty layers.</summary>
    private const double Tolerance = 3e-5;

    [TestCase("ddpm", "weights.pth", "original")]
    [TestCase("ddpm", "weights_legacy.pth", "original")]
    [TestCase("ddpm", "weights_fused.pth", "edited")]
    [TestCase("pd", "weights.pth", "original")]
    public void PredictsWhatIsRecorded(string folder, string file, string state)
    {
        using var golden = GoldenUNet.Open(folder);
        using WeightCollection weights = golden.OpenWeights(file);
        DiffusionUNet network = golden.Load(weights);

        float[] prediction = ReferenceInterpreter.Run(network.BuildGraph(), golden.Inputs(network, state))[DiffusionUNet.PredictionOutput];

        float[] expected = golden.Picture($"{state}_output_dense");
        Assert.That(prediction, Has.Length.EqualTo(network.PredictionChannels * network.PictureSize * network.PictureSize));
        Assert.That(Difference.Maximum(prediction, expected), Is.LessThan(Tolerance * Difference.Scale(expected)));
    }

    /// <summary>Parameters as published, in millions; multiply-adds of the convolutions of a step, in thousand millions.</summary>
    [TestCase("ddpm-church-256", 113.67, 248.2)]
    [TestCase("pd-church-256", 141.3, 114.6)]
    public void CountsTheParametersAndMultiplyAddsOfThePaper(string name, double parameters, double multiplyAdds)
    {
        Graph graph = DiffusionUNet.Random(UNetConfiguration.BuiltIn(name)).BuildGraph();

        Assert.That(CountParameters(graph) / 1e6, Is.EqualTo(parameters).Within(0.05));
        Assert.That(graph.Nodes.OfType<ConvolutionNode>().Sum(node => node.MultiplyAdds) / 1e9, Is.EqualTo(multiplyAdds).Within(0.05));
    }

    [Test]
    public void ThePublishedSizesCanBeDescribed([ValueSource(typeof(UNetConfiguration), nameof(UNetConfiguration.BuiltInNames))] string name)
    {
        DiffusionUNet network = DiffusionUNet.Random(UNetConfiguration.BuiltIn(name));

        Graph graph = network.BuildGraph(batch: 2);

        int size = network.PictureSize;
        Assert.That(graph.Inputs.Select(input => (input.Name, input.Output.Shape)), Is.EqualTo(new[]
        {
            (DiffusionUNet.PictureInput, new TensorShape(2, size, size, 3)),
            (DiffusionUNet.TimeInput, new TensorShape(2, 1, 1, 1)),
        }));
        Assert.That(graph.Outputs.Single().Value.Shape, Is.EqualTo(new TensorShape(2, size, size, network.PredictionChannels)));
    }

    /// <summary>logsnr 1.7: 1000 atan(exp(-0.85)) / (pi / 2), from CPython; beyond 20 it is clipped.</summary>
    [TestCase(1.7f, 257.1398f)]
    [TestCase(0f, 500f)]
    [TestCase(20f, 0.0289025f)]
    [TestCase(25f, 0.0289025f)]
    [TestCase(-25f, 999.9711f)]
    public void DistilledTimesAreAngles(float logsnr, float expected)
    {
        DiffusionUNet network = DiffusionUNet.Random(UNetConfiguration.BuiltIn("pd-church-128"));

        Assert.That(network.TimeInputOf(logsnr), Is.EqualTo(expected).Within(2e-7 * 1000));
        Assert.That(DiffusionUNet.Random(UNetConfiguration.BuiltIn("ddpm-church-256")).TimeInputOf(321), Is.EqualTo(321f));
    }

    [Test]
    public void SessionsAreThoseOfTheReferenceButForTheSizeOfDdpm()
    {
        var ddpm = DiffusionUNet.Random(UNetConfiguration.BuiltIn("ddpm-church-256")).SessionOptions;
        var distilled = DiffusionUNet.Random(UNetConfiguration.BuiltIn("pd-church-256")).SessionOptions;

        Assert.That(ddpm.SparseFrom, Is.EqualTo(new Resolution(32, 32)));
        Assert.That(ddpm.Masks, Is.EqualTo(new Sige.Sessions.MaskOptions(0.01f, 5, 1)));
        Assert.That(distilled.SparseFrom, Is.EqualTo(new Resolution(64, 64)));
        Assert.That(distilled.Masks, Is.EqualTo(new Sige.Sessions.MaskOptions(0.02f, 2, 1)));
    }

    /// <summary>Random networks stand for trained ones in benches: what they predict is neither flat nor out of range.</summary>
    [TestCase("ddpm")]
    [TestCase("pd")]
    public void RandomNetworksPredictInRange(string folder)
    {
        using var golden = GoldenUNet.Open(folder);
        DiffusionUNet network = DiffusionUNet.Random(golden.Configuration);

        float[] prediction = ReferenceInterpreter.Run(network.BuildGraph(), golden.Inputs(network, "original"))[DiffusionUNet.PredictionOutput];

        double deviation = Math.Sqrt(prediction.Average(x => (double)x * x));
        Assert.That(deviation, Is.InRange(0.3, 3));
        Assert.That(Difference.Scale(prediction), Is.LessThan(20));
    }

    private static long CountParameters(Graph graph) => graph.Nodes.SelectMany(Parameters).OfType<Parameter>().Sum(parameter => parameter.Shape.ElementCount);

    private static IEnumerable<Parameter?> Parameters(Node node) => node switch
    {
        ConvolutionNode convolution => [convolution.Weight, convolution.Bias],
        StatisticsNormNode norm => [norm.Weight, norm.Bias],
        _ => [],
    };
}
