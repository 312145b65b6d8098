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
    /// Pictures are in -1 to 1; both sides compute in float32 in different orders, which for GauGAN stays within 1e-4 (and at 4e-7 on average). GAN
    /// Compression divides by statistics of 32768 pixels, which ONNX Runtime sums plainly in float32: some 1000 additions a
    /// vector lane err by at most 6e-5, and these weights put values of up to 135 before the tanh, whose slope is 1 at 0:
    /// at most 8e-3, on the few pixels in reach of 0; over the picture the root mean square stays within 2e-4.
    /// </summary>
    [TestCase("gaugan", "weights.pth", "io.safetensors", "original_output_dense", 1e-4, 5e-6)]
    [TestCase("gaugan", "weights_fused.pth", "io.safetensors", "edited_output_dense", 1e-4, 5e-6)]
    [TestCase("gaugan", "weights_spectral_legacy.pth", "io_spectral.safetensors", "output_dense", 1e-4, 5e-6)]
    [TestCase("gc", "weights.pth", "io.safetensors", "original_output_dense", 8e-3, 2e-4)]
    [TestCase("gc", "weights_fused.pth", "io.safetensors", "edited_output_dense", 8e-3, 2e-4)]
    public void PaintsTheRecordedPicture(string folder, string weights, string recording, string output, double maximum, double rootMeanSquare)
    {
        using GoldenScene scene = GoldenScene.Open(folder, recording);
        using WeightCollection file = WeightFile.Open(GoldenData.Find(folder, weights));
        Graph graph = SpadeModels.Load(folder, file).BuildGraph(scene.Height, scene.Width);

        float[] picture = OnnxRun.Run(graph, scene.Inputs(output.Split('_')[0]))[SpadeGenerator.PictureOutput];

        Assert.That(Difference.Maximum(picture, scene.Picture(output)), Is.LessThan(maximum));
        Assert.That(Difference.RootMeanSquare(picture, scene.Picture(output)), Is.LessThan(rootMeanSquare));
    }
}
