using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Tests.Models;
using Sige.Weights;

namespace Sige.Tests.Onnx;

/// <summary>Exported generators, run by ONNX Runtime, against what the reference implementation recorded.</summary>
internal sealed class ModelExportTests
{
    /// <summary>
    /// Pictures are in -1 to 1; both sides compute in float32 in different orders, which by itself differs by 7e-5 for GAN
    /// Compression, where statistics of the image are divided by, and by less for GauGAN.
    /// </summary>
    [TestCase("gaugan", "weights.pth", "io.safetensors", "original_output_dense", 1e-4)]
    [TestCase("gaugan", "weights_fused.pth", "io.safetensors", "edited_output_dense", 1e-4)]
    [TestCase("gaugan", "weights_spectral_legacy.pth", "io_spectral.safetensors", "output_dense", 1e-4)]
    [TestCase("gc", "weights.pth", "io.safetensors", "original_output_dense", 3e-4)]
    [TestCase("gc", "weights_fused.pth", "io.safetensors", "edited_output_dense", 3e-4)]
    public void PaintsTheRecordedPicture(string folder, string weights, string recording, string output, double tolerance)
    {
        using GoldenScene scene = GoldenScene.Open(folder, recording);
        using WeightCollection file = WeightFile.Open(GoldenData.Find(folder, weights));
        Graph graph = SpadeModels.Load(folder, file).BuildGraph(scene.Height, scene.Width);

        float[] picture = OnnxRun.Run(graph, scene.Inputs(output.Split('_')[0]))[SpadeGenerator.PictureOutput];

        Assert.That(Difference.Maximum(picture, scene.Picture(output)), Is.LessThan(tolerance));
    }
}
