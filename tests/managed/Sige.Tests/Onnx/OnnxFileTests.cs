using NUnit.Framework;
using Sige.Graphs;
using Sige.Lowering;
using Sige.Models;
using Sige.Onnx;
using Sige.Onnx.Format;
using Sige.Tensors;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Onnx;

/// <summary>The file itself: what it says, that it is always the same, and what is refused.</summary>
internal sealed class OnnxFileTests
{
    private static readonly Graph Small = GauGan.Random(2).BuildGraph(64, 128);

    [Test]
    public void GivesTheSameBytesEachTime()
    {
        using var folder = new TemporaryFolder();
        OnnxExporter.Export(Small, folder["model.onnx"]);

        Assert.That(File.ReadAllBytes(folder["model.onnx"]), Is.EqualTo(Export(GauGan.Random(2).BuildGraph(64, 128))));
    }

    [Test]
    public void SaysWhatItIs()
    {
        byte[] file = Export(Small, new OnnxExportOptions { GraphName = "painter", Description = "Paints." });
        ModelProto model = ModelProto.Parser.ParseFrom(file);

        Assert.That(model.IrVersion, Is.EqualTo(8));
        Assert.That(model.OpsetImport.Single().Version, Is.EqualTo(17));
        Assert.That(model.Graph.Name, Is.EqualTo("painter"));
        Assert.That(model.DocString, Is.EqualTo("Paints."));
        Assert.That(model.Graph.Input.Select(Describe), Is.EqualTo(new[] { "labels Uint8 1x64x128x1", "edges Float 1x64x128x1" }));
        Assert.That(model.Graph.Output.Select(Describe), Is.EqualTo(new[] { "picture Float 1x64x128x3" }));
    }

    [Test]
    public void NamesNodesAsTheGraphDoes()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Export(Small));
        string[] expected = [.. Small.Nodes.Where(node => node is not InputNode).Select(node => node.Name)];
        string[] names = [.. model.Graph.Node.Select(node => node.Name)];

        Assert.That(names, Is.Unique);
        Assert.That(names.Where(name => !name.Contains('/')), Is.EqualTo(expected));
    }

    [Test]
    public void HoldsEachConstantOnce()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(Export(Small));
        TensorProto weight = model.Graph.Initializer.Single(constant => constant.Name == "up_0.conv_0.weight");
        var node = (ConvolutionNode)Small.Nodes.Single(node => node.Name == "up_0.conv_0");

        Assert.That(weight.Dims, Is.EqualTo(node.Weight.Shape));
        Assert.That(weight.RawData.Length, Is.EqualTo(node.Weight.Shape.ElementCount * sizeof(float)));
        Assert.That(model.Graph.Initializer.Select(constant => constant.Name), Is.Unique);
    }

    [Test]
    public void RefusesANodeThatItDoesNotKnow()
    {
        var input = new InputNode("x", new TensorShape(1, 4, 4, 2), ElementType.Float32, InputRole.Picture);
        var unknown = new MysteryNode("riddle", input.Output);
        var graph = new Graph([input, unknown], [new GraphOutput("y", unknown.Output)]);

        Assert.That(
            () => Export(graph),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("'riddle'").And.Message.Contains(nameof(MysteryNode)));
    }

    [Test]
    public void RefusesAnActivationThatItDoesNotKnow()
    {
        var builder = new GraphBuilder();
        builder.Output("y", builder.Activate(builder.Input("x", new TensorShape(1, 4, 4, 2)), new Activation((ActivationFunction)99), "odd"));

        Assert.That(() => Export(builder.Build()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("'odd'").And.Message.Contains("activation 99"));
    }

    [Test]
    public void RefusesAnOutputNamedAsAnInput()
    {
        var builder = new GraphBuilder();
        builder.Output("x", builder.Activate(builder.Input("x", new TensorShape(1, 4, 4, 2)), Activation.Relu));

        Assert.That(() => Export(builder.Build()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("'x'"));
    }

    [Test]
    public void RefusesMoreThanTheFormatHolds()
    {
        const int Channels = 8192;
        var builder = new GraphBuilder();
        Value x = builder.Input("x", new TensorShape(1, 4, 4, Channels));
        builder.Output("y", builder.Conv2D(x, new Parameter("vast", [Channels, Channels, 3, 3], () => throw new InvalidOperationException("read"))));
        var stream = new MemoryStream();

        Assert.That(() => OnnxExporter.Export(builder.Build(), stream), Throws.TypeOf<NotSupportedException>().With.Message.Contains("2147483647").And.Message.Contains("ExternalData"));
        Assert.That(stream.Length, Is.Zero);
    }

    [Test]
    public void LeavesTheOldFileWhenItFails()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["model.onnx"], "old");

        Assert.That(
            () => OnnxExporter.Export(Small, folder["model.onnx"], cancellationToken: new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(folder.Files, Is.EqualTo(new[] { folder["model.onnx"] }));
        Assert.That(File.ReadAllText(folder["model.onnx"]), Is.EqualTo("old"));
    }

    [Test]
    public void SaysThatAFolderIsMissing()
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => OnnxExporter.Export(Small, Path.Combine(folder["none"], "model.onnx")), Throws.InstanceOf<IOException>().With.Message.Contains("none"));
    }

    private static byte[] Export(Graph graph, OnnxExportOptions? options = null)
    {
        var stream = new MemoryStream();
        OnnxExporter.Export(graph, stream, options);
        return stream.ToArray();
    }

    private static string Describe(ValueInfoProto value)
    {
        TypeProto.Types.Tensor tensor = value.Type.TensorType;
        return $"{value.Name} {(TensorProto.Types.DataType)tensor.ElemType} {string.Join('x', tensor.Shape.Dim.Select(extent => extent.DimValue))}";
    }

    private sealed class MysteryNode(string name, Value source) : Node(name, [source], source.Shape)
    {
        internal override IReadOnlyList<PlanStep> Lower(IReadOnlyList<Operand> inputs, PlanTensor target) => [];
    }
}
