using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>The generators' graphs, run by the plain interpreter, against what the reference implementation recorded.</summary>
internal sealed class SpadeGraphTests
{
    /// <summary>
    /// Pictures are in -1 to 1. The interpreter sums in float64, the recording in float32 through some twenty layers: the
    /// same arithmetic in another order differs by 7e-5 of the scale for GAN Compression, less for GauGAN.
    /// </summary>
    private const double Tolerance = 3e-4;

    [TestCase("gaugan", "weights.pth", "io.safetensors", "original_output_dense")]
    [TestCase("gaugan", "weights_fused.pth", "io.safetensors", "original_output_dense")]
    [TestCase("gaugan", "weights.pth", "io.safetensors", "edited_output_dense")]
    [TestCase("gaugan", "weights_spectral_legacy.pth", "io_spectral.safetensors", "output_dense")]
    [TestCase("gc", "weights.pth", "io.safetensors", "original_output_dense")]
    [TestCase("gc", "weights_fused.pth", "io.safetensors", "edited_output_dense")]
    public void PaintsTheRecordedPicture(string folder, string weights, string recording, string output)
    {
        using GoldenScene scene = GoldenScene.Open(folder, recording);
        using WeightCollection file = WeightFile.Open(GoldenData.Find(folder, weights));
        Graph graph = SpadeModels.Load(folder, file).BuildGraph(scene.Height, scene.Width);

        float[] picture = ReferenceInterpreter.Run(graph, scene.Inputs(output.Split('_')[0]))[SpadeGenerator.PictureOutput];

        Assert.That(Difference.Maximum(picture, scene.Picture(output)), Is.LessThan(Tolerance));
    }

    [Test]
    public void CountsTheMultiplyAddsOfThePaper()
    {
        Assert.That(GauGan.Random().BuildGraph(256, 512).MultiplyAdds / 1e9, Is.EqualTo(281.3).Within(0.05));
        Assert.That(GanCompression.Random().BuildGraph(256, 512).MultiplyAdds / 1e9, Is.EqualTo(31.2).Within(0.05));
    }

    [TestCase(UpsamplingLayout.Normal, 32)]
    [TestCase(UpsamplingLayout.More, 64)]
    [TestCase(UpsamplingLayout.Most, 128)]
    public void RefusesASizeThatDoesNotDivide(UpsamplingLayout layout, int multiple)
    {
        var model = GauGan.Random(2, options: new SpadeGeneratorOptions { Layout = layout });

        Assert.That(model.SizeMultiple, Is.EqualTo(multiple));
        Assert.That(() => model.BuildGraph(multiple, multiple + 1), Throws.ArgumentException.With.Message.Contains($"multiples of {multiple}"));
        Assert.That(model.BuildGraph(multiple, 2 * multiple).Outputs[0].Value.Shape, Is.EqualTo(new TensorShape(1, multiple, 2 * multiple, 3)));
    }

    [Test]
    public void SaysWhichNetworkAFileHolds()
    {
        using WeightCollection spade = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));
        using WeightCollection compressed = WeightFile.Open(GoldenData.Find("gc", "weights.pth"));

        Assert.That(() => GauGan.Load(compressed), Throws.TypeOf<WeightFormatException>().With.Message.Contains("GAN Compression"));
        Assert.That(() => GanCompression.Load(spade), Throws.TypeOf<WeightFormatException>().With.Message.Contains("mlp_gamma.conv.0"));
        Assert.That(
            () => GauGan.Load(spade, new SpadeGeneratorOptions { Layout = UpsamplingLayout.Most }),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("lacks up_4"));
    }

    [Test]
    public void NamesAWeightOfTheWrongShape()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.safetensors");
        try
        {
            using WeightCollection sound = WeightFile.Open(GoldenData.Find("gaugan", "weights.pth"));
            SafetensorsWriter.Write(path, sound.Entries.Select(info => Damage(sound, info)));
            using WeightCollection file = WeightFile.Open(path);
            Assert.That(
                () => GauGan.Load(file).BuildGraph(128, 256),
                Throws.TypeOf<WeightFormatException>().With.Message.Contains("up_1.conv_0.bias").And.Message.Contains("[32]").And.Message.Contains("[7]"));
        }
        finally
        {
            File.Delete(path);
        }

        static WeightData Damage(WeightCollection file, WeightInfo info) => info.Name == "up_1.conv_0.bias"
            ? WeightData.FromFloat32(info.Name, [7], new float[7])
            : new WeightData(info, bytes => file.ReadBytes(info.Name, bytes));
    }
}
