using NUnit.Framework;
using Sige.Graphs;
using Sige.Imaging;
using Sige.Models;
using Sige.Sessions;
using Sige.Tests.Graphs;
using Sige.Tests.Onnx;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Generators that differ from the published ones: other readings of a file, many classes, instance normalisation, 1x1 modulation.</summary>
internal sealed class SpadeVariantTests
{
    /// <summary>Pictures are in -1 to 1; float32 through some twenty layers, in another order of sums, against float64.</summary>
    private const double Tolerance = 3e-4;

    private static readonly SpadeGeneratorOptions WithoutInstances = new() { InstanceEdges = false, UnknownLabel = 35 };

    /// <summary>Pictures of PyTorch, in 8 bits.</summary>
    [TestCase("b.png", "no_instance_b.png", false, UpsamplingLayout.More)]
    [TestCase("b_with_class_35.png", "no_instance_b_with_class_35.png", false, UpsamplingLayout.More)]
    [TestCase("b_with_255.png", "no_instance_b_with_class_35.png", false, UpsamplingLayout.More)]
    [TestCase("b.png", "edges_b.png", true, UpsamplingLayout.More)]
    [TestCase("b.png", "normal_b.png", true, UpsamplingLayout.Normal)]
    [TestCase("b_96x32.png", "normal_b_96x32.png", true, UpsamplingLayout.Normal)]
    public void PaintsWhatTheOptionsSay(string map, string picture, bool edges, UpsamplingLayout layout)
    {
        LabelMap labels = SpadeCase.Labels(map);
        var options = new SpadeGeneratorOptions { InstanceEdges = edges, Layout = layout, UnknownLabel = edges ? null : 35 };
        using GauGanEditor editor = GauGanEditor.Open(SpadeCase.Generator, labels.Height, labels.Width, new GauGanEditorOptions { Generator = options });

        editor.Render(labels.Ids, edges ? labels.ToEdgeMap().Edges : default);

        Assert.That(editor.Generator.Assumption, Is.Null);
        AssertPicture(editor, labels, picture);
    }

    [Test]
    public void UnknownToUnknownIsNoEdit()
    {
        LabelMap unknown = SpadeCase.Labels("b_with_255.png");
        using GauGanEditor editor = GauGanEditor.Open(SpadeCase.Generator, 64, 128, new GauGanEditorOptions { Generator = WithoutInstances });
        editor.Render(unknown.Ids, default);

        RunReport report = editor.Edit(SpadeCase.Labels("b_with_class_35.png").Ids, default);

        Assert.That(report.ChangedPercent, Is.Zero);
        Assert.That(report.MultiplyAdds, Is.Zero);
        Assert.That(editor.Edit(SpadeCase.Labels("b.png").Ids, default).ChangedPercent, Is.EqualTo(100 * 150 / 8192.0).Within(1e-9));
    }

    [Test]
    public void RefusesALabelThatIsNoClassAndChangesNothing()
    {
        using GauGanEditor editor = GauGanEditor.Open(
            SpadeCase.Generator, 64, 128, new GauGanEditorOptions { Generator = new SpadeGeneratorOptions { InstanceEdges = false } });
        editor.Render(SpadeCase.Labels("b.png").Ids, default);
        byte[] before = editor.ReadPicture();

        Assert.That(
            () => editor.Edit(SpadeCase.Labels("b_with_255.png").Ids, default),
            Throws.ArgumentException.With.Message.Contains("0 to 35").And.Message.Contains("255 at x 0, y 0"));
        Assert.That(editor.ReadPicture(), Is.EqualTo(before));
    }

    [Test]
    public void PaintsMoreThan256Classes()
    {
        LabelMap labels = SpadeCase.Labels("b_with_200.png");
        using WeightCollection weights = WeightFile.FromMemory("classes_300", SpadeCase.Classes300());
        var generator = SpadeGenerator.Load(weights);
        Assert.That(generator.LabelCount, Is.EqualTo(300));
        using GauGanEditor editor = GauGanEditor.Create(generator, labels.Height, labels.Width);

        editor.Render(labels.Ids, labels.ToEdgeMap().Edges);

        AssertPicture(editor, labels, "classes_300_b.png");
        Dictionary<string, float[]> inputs = Inputs(generator, labels);
        Graph graph = generator.BuildGraph(labels.Height, labels.Width);
        Assert.That(Difference.Maximum(Onnx(graph, inputs), Picture(editor)), Is.LessThan(Tolerance));
    }

    /// <summary>255 is then class 299: the same picture as with that class in the place of 200.</summary>
    [Test]
    public void PaintsAnUnknownClassPast255()
    {
        WeightData[] tensors = [.. SpadeCase.Classes300()];
        LabelMap labels = SpadeCase.Labels("b_with_200.png");
        byte[] unknown = Array.ConvertAll(labels.Ids.ToArray(), id => id == 200 ? (byte)255 : id);
        using WeightCollection weights = WeightFile.FromMemory("swapped", tensors.Select(SwapClass200));
        var generator = SpadeGenerator.Load(weights, new SpadeGeneratorOptions { UnknownLabel = 299 });
        using GauGanEditor editor = GauGanEditor.Create(generator, labels.Height, labels.Width);

        editor.Render(unknown, labels.ToEdgeMap().Edges);

        AssertPicture(editor, labels, "classes_300_b.png");
    }

    [TestCase(UpsamplingLayout.More)]
    [TestCase(UpsamplingLayout.Normal)]
    public void PaintsWithInstanceNormalisation(UpsamplingLayout layout)
    {
        LabelMap labels = SpadeCase.Labels("b.png");
        using WeightCollection weights = SpadeCase.InstanceNorm();
        AssertFollowsTheGraph(SpadeGenerator.Load(weights, new SpadeGeneratorOptions { Layout = layout }), labels);
    }

    [Test]
    public void PaintsWithPointwiseModulation()
    {
        LabelMap labels = SpadeCase.Labels("b.png");
        using WeightCollection weights = SpadeCase.Change(
            info => info.Name.Contains("mlp_", StringComparison.Ordinal) && info.Shape.Rank == 4 ? info with { Shape = [info.Shape[0], info.Shape[1], 1, 1] } : info);
        AssertFollowsTheGraph(SpadeGenerator.Load(weights), labels);
    }

    [Test]
    public void RefusesAFileThatLacksSomeStatistics()
    {
        using WeightCollection weights = SpadeCase.Change(info => info.Name == "up_1.norm_0.param_free_norm.running_mean" ? null : info);

        Assert.That(
            () => SpadeGenerator.Load(weights).BuildGraph(64, 128),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("no tensor 'up_1.norm_0.param_free_norm.running_mean'"));
    }

    private static void AssertFollowsTheGraph(SpadeGenerator generator, LabelMap labels)
    {
        Graph graph = generator.BuildGraph(labels.Height, labels.Width);
        Dictionary<string, float[]> inputs = Inputs(generator, labels);
        float[] expected = ReferenceInterpreter.Run(graph, inputs)[SpadeGenerator.PictureOutput];
        using GauGanEditor editor = GauGanEditor.Create(generator, labels.Height, labels.Width);

        editor.Render(labels.Ids, labels.ToEdgeMap().Edges);

        Assert.That(Difference.Maximum(Picture(editor), expected), Is.LessThan(Tolerance));
        Assert.That(Difference.Maximum(Onnx(graph, inputs), expected), Is.LessThan(Tolerance));
    }

    private static void AssertPicture(GauGanEditor editor, LabelMap labels, string expected)
    {
        RgbImage picture = RgbImage.FromGenerator(Picture(editor), labels.Height, labels.Width);
        ImageComparison comparison = ImageComparison.Between(RgbImage.Load(SpadeCase.Find(expected)), picture);
        Assert.That(comparison.MaxAbsoluteDifference, Is.LessThanOrEqualTo(1));
        Assert.That(comparison.Psnr, Is.GreaterThan(80));
    }

    private static float[] Picture(GauGanEditor editor)
    {
        var values = new float[editor.ReadPicture().Length];
        editor.Session.Outputs.Read(values);
        return values;
    }

    private static float[] Onnx(Graph graph, Dictionary<string, float[]> inputs) => OnnxRun.Run(graph, inputs)[SpadeGenerator.PictureOutput];

    private static Dictionary<string, float[]> Inputs(SpadeGenerator generator, LabelMap labels) => new()
    {
        [SpadeGenerator.LabelsInput] = Array.ConvertAll(generator.Labels.Map(labels.Ids, labels.Width), id => (float)id),
        [SpadeGenerator.EdgesInput] = Array.ConvertAll(labels.ToEdgeMap().Edges.ToArray(), edge => (float)edge),
    };

    private static WeightData SwapClass200(WeightData tensor)
    {
        WeightShape shape = tensor.Info.Shape;
        if (shape.Rank != 4 || shape[1] != 301)
            return tensor;
        using WeightCollection one = WeightFile.FromMemory("one", [tensor]);
        float[] values = one.ReadFloat32(tensor.Info.Name);
        int taps = (int)(shape[2] * shape[3]);
        for (int filter = 0; filter < shape[0]; filter++)
        {
            Span<float> channels = values.AsSpan(filter * 301 * taps, 301 * taps);
            channels.Slice(200 * taps, taps).CopyTo(channels.Slice(299 * taps, taps));
            channels.Slice(200 * taps, taps).Fill(1);
        }

        return WeightData.FromFloat32(tensor.Info.Name, shape, values);
    }
}
