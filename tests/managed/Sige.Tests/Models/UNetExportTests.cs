using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Onnx;
using Sige.Weights;

namespace Sige.Tests.Models;

/// <summary>Exported diffusion U-Nets, run by ONNX Runtime, against what the reference implementation recorded.</summary>
internal sealed class UNetExportTests
{
    [TestCase("ddpm", "weights_fused.pth")]
    [TestCase("pd", "weights.pth")]
    public void PredictsWhatIsRecorded(string folder, string file)
    {
        using var golden = GoldenUNet.Open(folder);
        using WeightCollection weights = golden.OpenWeights(file);
        DiffusionUNet network = golden.Load(weights);

        float[] prediction = OnnxRun.Run(network.BuildGraph(), golden.Inputs(network, "edited"))[DiffusionUNet.PredictionOutput];

        float[] expected = golden.Picture("edited_output_dense");
        Assert.That(Difference.Maximum(prediction, expected), Is.LessThan(1e-4 * Difference.Scale(expected)));
    }
}
