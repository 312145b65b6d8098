using NUnit.Framework;
using Sige.Bench.Fidelity;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Models;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>
/// An edit with default options errs at most 1.05 times what the reference's recorded edit errs, over the picture and in the recorded
/// difference mask, dilated once.
/// </summary>
internal sealed class ReferenceErrorTests
{
    private const double Allowed = 1.05;

    [TestCase("gaugan")]
    [TestCase("gc")]
    public void AnEditOfAGeneratorErrsNoMoreThanTheReference(string folder)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        using WeightCollection weights = WeightFile.Open(GoldenData.Find(folder, "weights.pth"));
        SpadeGenerator generator = SpadeModels.Load(folder, weights);
        using var rig = new SessionRig(generator.BuildGraph(scene.Height, scene.Width), generator.SessionOptions);
        rig.Session.Record(scene.SessionInputs("original"));
        rig.Session.Edit(scene.SessionInputs("edited"));

        Compare(rig.Output(), scene.Picture, ErrorMask.Of(scene.DifferenceMask(), new Resolution(scene.Height, scene.Width), generator.SessionOptions.Masks));
    }

    [Test]
    public void AnEditOfProgressiveDistillationErrsNoMoreThanTheReference()
    {
        using GoldenUNet golden = GoldenUNet.Open("pd");
        using WeightCollection weights = golden.OpenWeights();
        DiffusionUNet network = golden.Load(weights);
        using var rig = new SessionRig(network.BuildGraph(), network.SessionOptions with { Masks = golden.Masks });
        rig.Session.Record(golden.SessionInputs(network, "original"));
        rig.Session.Edit(golden.SessionInputs(network, "edited"));

        Compare(rig.Output(), golden.Picture, ErrorMask.Of(golden.DifferenceMask(), new Resolution(network.PictureSize, network.PictureSize), golden.Masks));
    }

    /// <summary>An edit from a cache computes cheap tensors anew around the active pixels, so it is another one.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void AnEditFromACacheErrsNoMoreThanTheReference(bool recomputesCheapTensors)
    {
        using GoldenUNet golden = GoldenUNet.Open("pd");
        using WeightCollection weights = golden.OpenWeights();
        DiffusionUNet network = golden.Load(weights);
        using Engine engine = Engine.Open();
        using var session = new CachedSession(engine, network.BuildGraph(), slots: 1, new CachedSessionOptions
        {
            Session = network.SessionOptions with { Masks = golden.Masks },
            Precision = CachePrecision.Float32,
            RecomputesCheapTensors = recomputesCheapTensors,
        });
        session.Record(0, golden.SessionInputs(network, "original"));
        session.SetChanges(golden.DifferenceMask());
        session.Edit(0, golden.SessionInputs(network, "edited"));
        var output = new float[golden.Picture("edited_output_dense").Length];
        session.Outputs.Read(output);

        Compare(output, golden.Picture, ErrorMask.Of(golden.DifferenceMask(), session.PictureSize, golden.Masks));
    }

    private static void Compare(float[] edited, Func<string, float[]> recorded, byte[] mask)
    {
        float[] dense = recorded("edited_output_dense");
        PictureError error = PictureError.Between(edited, dense, mask);
        PictureError reference = PictureError.Between(recorded("edited_output_sparse"), dense, mask);
        TestContext.Out.WriteLine(
            $"picture: {error.Picture:g4}, reference {reference.Picture:g4}, ratio {error.Picture / reference.Picture:f3}; "
            + $"in the mask: {error.Mask:g4}, reference {reference.Mask:g4}, ratio {error.Mask / reference.Mask:f3}");
        Assert.Multiple(() =>
        {
            Assert.That(error.Picture, Is.LessThanOrEqualTo(Allowed * reference.Picture), "over the picture");
            Assert.That(error.Mask, Is.LessThanOrEqualTo(Allowed * reference.Mask), "in the mask");
        });
    }
}
