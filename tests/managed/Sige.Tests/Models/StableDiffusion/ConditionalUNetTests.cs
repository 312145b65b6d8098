using NUnit.Framework;
using Sige.Models;
using Sige.Tests.Graphs;
using Sige.Tests.Onnx;
using Sige.Tests.Sessions;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>The U-Net of Stable Diffusion against what the reference recorded: by the plain interpreter, by a session and by ONNX Runtime.</summary>
internal sealed class ConditionalUNetTests
{
    [Test]
    public void TheGraphPredictsWhatIsRecorded()
    {
        using var golden = new GoldenStableDiffusion();
        ConditionalUNet network = golden.LoadUNet();

        float[] prediction = ReferenceInterpreter.Run(
            network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), golden.UNetInputs("original"))[ConditionalUNet.PredictionOutput];

        RequireNear(prediction, golden.Pixels("unet_original_output"), 3e-5);
    }

    [TestCase(FormNames.Direct, 1e-4)]
    [TestCase(null, 1e-3)]
    public void ASessionPredictsWhatIsRecorded(string? form, double tolerance)
    {
        using var golden = new GoldenStableDiffusion();
        ConditionalUNet network = golden.LoadUNet();
        using SessionRig rig = new(
            network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), network.SessionOptions with { Form = form });

        rig.Session.Record(golden.UNetSessionInputs("original"));
        RequireNear(rig.Output(), golden.Pixels("unet_original_output"), tolerance);
        rig.Session.Record(golden.UNetSessionInputs("edited"));
        RequireNear(rig.Output(), golden.Pixels("unet_edited_output_dense"), tolerance);
    }

    [Test]
    public void AnExportedNetworkPredictsWhatIsRecorded()
    {
        using var golden = new GoldenStableDiffusion();
        ConditionalUNet network = golden.LoadUNet();

        float[] prediction = OnnxRun.Run(
            network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), golden.UNetInputs("edited"))[ConditionalUNet.PredictionOutput];

        RequireNear(prediction, golden.Pixels("unet_edited_output_dense"), 1e-4);
    }

    private static void RequireNear(float[] actual, float[] expected, double tolerance)
    {
        double error = Difference.Maximum(actual, expected) / Difference.Scale(expected);
        TestContext.Out.WriteLine($"{error:g3} of the scale");
        Assert.That(error, Is.LessThan(tolerance));
    }
}
