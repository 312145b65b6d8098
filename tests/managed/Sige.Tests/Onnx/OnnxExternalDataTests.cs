using System.Globalization;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Sige.Bench.Peers;
using Sige.Graphs;
using Sige.Models;
using Sige.Onnx;
using Sige.Onnx.Format;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Tests.Weights;
using Sige.Weights;

namespace Sige.Tests.Onnx;

/// <summary>Constants in a file beside the exported one.</summary>
internal sealed class OnnxExternalDataTests
{
    private const int Alignment = 1 << 16;

    private static readonly OnnxExportOptions Beside = new() { ExternalData = true };

    /// <summary>
    /// Four layers sum up to 864 products each; float32 sums in any order err by far less than the 1e-4 allowed, a constant that is read from
    /// a wrong place by far more.
    /// </summary>
    [Test]
    public void ARuntimeReadsTheSameNetworkFromTwoFiles()
    {
        using var folder = new TemporaryFolder();
        Graph graph = Describe(96);
        OnnxExporter.Export(graph, folder["model.onnx"], Beside);
        var random = new Random(3);
        float[] source = [.. Enumerable.Range(0, 8 * 8 * 96).Select(_ => 2 * random.NextSingle() - 1)];
        using var peer = new OnnxPeer(folder["model.onnx"], threads: 1);

        peer.SetInput<float>("x", source);
        peer.Run();

        float[] expected = ReferenceInterpreter.Run(graph, new Dictionary<string, float[]> { ["x"] = source })["y"];
        Assert.That(Difference.Maximum(peer.Output("y").ToArray(), expected), Is.LessThan(1e-4));
    }

    [Test]
    public void LargeConstantsLieAlignedInTheSecondFileAndSmallOnesInTheFirst()
    {
        using var folder = new TemporaryFolder();
        Graph graph = Describe(96);
        OnnxExporter.Export(graph, folder["model.onnx"], Beside);

        TensorProto[] constants = [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["model.onnx"])).Graph.Initializer];
        byte[] data = File.ReadAllBytes(folder["model.onnx.data"]);

        TensorProto[] beside = [.. constants.Where(constant => constant.DataLocation == TensorProto.Types.DataLocation.External)];
        Assert.That(beside.Select(constant => constant.Name), Is.EqualTo(new[] { "wide_0.weight", "wide_1.weight", "wide_2.weight" }));
        Assert.That(constants.Except(beside).Select(constant => constant.RawData.Length), Has.All.GreaterThan(0).And.All.LessThan(Alignment));
        long end = 0;
        foreach (TensorProto constant in beside)
        {
            (long offset, int length) = (Number(constant, "offset"), (int)Number(constant, "length"));
            Assert.That(constant.HasRawData, Is.False);
            Assert.That(Entry(constant, "location"), Is.EqualTo("model.onnx.data"));
            Assert.That(offset % Alignment, Is.Zero);
            Assert.That(offset, Is.GreaterThanOrEqualTo(end));
            var node = (ConvolutionNode)graph.Nodes.Single(node => $"{node.Name}.weight" == constant.Name);
            Assert.That(data.AsSpan((int)offset, length).ToArray(), Is.EqualTo(MemoryMarshal.AsBytes<float>(node.Weight.Read()).ToArray()));
            end = offset + length;
        }

        Assert.That(data, Has.Length.EqualTo(end));
    }

    [Test]
    public void TheSameGraphGivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        foreach (TemporaryFolder each in (TemporaryFolder[])[folder, other])
            OnnxExporter.Export(Describe(96), each["model.onnx"], Beside);

        foreach (string file in (string[])["model.onnx", "model.onnx.data"])
            Assert.That(File.ReadAllBytes(folder[file]), Is.EqualTo(File.ReadAllBytes(other[file])), file);
    }

    /// <summary>
    /// Four layers of 576 MiB are more than the format holds in one file; that they are accepted shows in the reading of the first, which is
    /// where this test ends it.
    /// </summary>
    [Test]
    public void AGraphBeyondTwoGigabytesIsAccepted()
    {
        using var folder = new TemporaryFolder();

        Assert.That(() => OnnxExporter.Export(Vast(4096, layers: 4), folder["model.onnx"], Beside), Throws.InvalidOperationException.With.Message.EqualTo("read"));
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public void AConstantBeyondTwoGigabytesIsRefusedByItsName()
    {
        using var folder = new TemporaryFolder();

        Assert.That(
            () => OnnxExporter.Export(Vast(8192, layers: 1), folder["model.onnx"], Beside),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("'vast_0.weight'").And.Message.Contains("2415919104"));
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public void LeavesBothOldFilesWhenItFails()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in (string[])["model.onnx", "model.onnx.data"])
            File.WriteAllText(folder[file], "old");

        Assert.That(
            () => OnnxExporter.Export(Describe(96), folder["model.onnx"], Beside, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(folder.Files, Is.EquivalentTo(new[] { folder["model.onnx"], folder["model.onnx.data"] }));
        Assert.That(folder.Files.Select(File.ReadAllText), Has.All.EqualTo("old"));
    }

    [Test]
    public void AStreamIsRefused()
    {
        var stream = new MemoryStream();

        Assert.That(() => OnnxExporter.Export(Describe(8), stream, Beside), Throws.ArgumentException.With.Message.Contains("ExternalData"));
        Assert.That(stream.Length, Is.Zero);
    }

    private static Graph Vast(int channels, int layers)
    {
        var builder = new GraphBuilder();
        Value x = builder.Input("x", new TensorShape(1, 4, 4, channels));
        for (int i = 0; i < layers; i++)
        {
            string name = FormattableString.Invariant($"vast_{i}");
            x = builder.Conv2D(x, new Parameter($"{name}.weight", [channels, channels, 3, 3], () => throw new InvalidOperationException("read")), name: name);
        }

        builder.Output("y", x);
        return builder.Build();
    }

    /// <summary>Three layers of 324 KiB between small ones, for 96 channels.</summary>
    private static Graph Describe(int channels)
    {
        var parameters = new RandomParameters(5);
        var builder = new GraphBuilder();
        Value x = builder.Input("x", new TensorShape(1, 8, 8, channels));
        for (int i = 0; i < 3; i++)
        {
            string name = FormattableString.Invariant($"wide_{i}");
            x = builder.Conv2D(x, parameters.Get($"{name}.weight", [channels, channels, 3, 3]), parameters.Get($"{name}.bias", [channels]), name: name);
            x = builder.Activate(builder.GroupNorm(x, 8, 1e-5f, parameters.Get($"norm_{i}.weight", [channels])), Activation.Silu);
        }

        builder.Output("y", builder.Conv2D(x, parameters.Get("last.weight", [4, channels, 3, 3]), name: "last"));
        return builder.Build();
    }

    private static long Number(TensorProto constant, string key) => long.Parse(Entry(constant, key), CultureInfo.InvariantCulture);

    private static string Entry(TensorProto constant, string key) => constant.ExternalData.Single(entry => entry.Key == key).Value;
}
