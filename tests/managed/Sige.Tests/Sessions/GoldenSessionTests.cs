using NUnit.Framework;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Models;
using Sige.Weights;

namespace Sige.Tests.Sessions;

/// <summary>Sessions against what the reference implementation recorded.</summary>
internal sealed class GoldenSessionTests
{
    /// <summary>
    /// In direct arithmetic only the order of sums differs from the recording (measured: 7e-5 of the scale for GAN Compression,
    /// whose instance norms magnify it); Winograd F(4x4) adds about 4e-4.
    /// </summary>
    [TestCase("gaugan", "weights.pth", "io.safetensors", 1e-4)]
    [TestCase("gaugan", "weights_fused.pth", "io.safetensors", 1e-4)]
    [TestCase("gaugan", "weights_spectral_legacy.pth", "io_spectral.safetensors", 1e-4)]
    [TestCase("gc", "weights.pth", "io.safetensors", 3e-4)]
    [TestCase("gc", "weights_fused.pth", "io.safetensors", 3e-4)]
    public void PaintsTheRecordedPicture(string folder, string weights, string recording, double directTolerance)
    {
        using GoldenScene scene = GoldenScene.Open(folder, recording);
        float[] expected = scene.Picture(recording == "io.safetensors" ? "original_output_dense" : "output_dense");
        foreach ((string? form, double tolerance) in new[] { (FormNames.Direct, directTolerance), (null, 1e-3) })
        {
            using SessionRig rig = Open(folder, weights, scene, options => options with { Form = form });
            rig.Session.Record(scene.SessionInputs("original"));
            Assert.That(Difference.Maximum(rig.Output(), expected), Is.LessThan(tolerance * Difference.Scale(expected)), $"{form ?? "cheapest"}");
        }
    }

    /// <summary>
    /// The reference ran from G_middle_1 (GauGAN) or up_0 (GAN Compression) on sparse. What remains beyond it in the same tiles is
    /// conv_img, which the reference ran dense.
    /// </summary>
    [TestCase("gaugan", 8, 16)]
    [TestCase("gc", 16, 32)]
    public void AnEditFromTheSameResolutionErrsNoMoreThanTheReference(string folder, int height, int width) => CompareWithReference(
        folder, options => options with { SparseFrom = new Resolution(height, width), ActivePolicy = ActivePolicy.Tiles });

    [TestCase("gaugan")]
    [TestCase("gc")]
    public void AnEditWithDefaultOptionsErrsNoMoreThanTheReference(string folder) => CompareWithReference(folder, options => options);

    [TestCase("gaugan")]
    [TestCase("gc")]
    public void MasksAreThoseOfTheReference(string folder)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        Resolution[] sizes = [.. Enumerable.Range(0, 7).Select(level => new Resolution(128 >> level, 256 >> level))];
        using Engine engine = Engine.Open();
        using var pyramid = new MaskPyramid(engine.Device, sizes[0], sizes, new MaskOptions());

        pyramid.Build(scene.DifferenceMask(), ActivePolicy.Pixels);

        foreach (Resolution size in sizes)
        {
            int[] expected = [.. scene.Mask(size).Index().Where(pixel => pixel.Item != 0).Select(pixel => pixel.Index)];
            Assert.That(pyramid.Find(size)!.Active.ReadPixels(), Is.EqualTo(expected), $"{size}");
        }
    }

    [Test]
    public void ChangesAreThoseOfTheReference()
    {
        using GoldenScene scene = GoldenScene.Open("gaugan");
        using SessionRig rig = Open("gaugan", "weights.pth", scene);
        rig.Session.Record(scene.SessionInputs("original"));

        rig.Session.Edit(scene.SessionInputs("edited"));

        Assert.That(rig.Session.Inputs.Changed.Mask, Is.EqualTo(scene.DifferenceMask()));
    }

    private static void CompareWithReference(string folder, Func<SessionOptions, SessionOptions> change)
    {
        using GoldenScene scene = GoldenScene.Open(folder);
        float[] dense = scene.Picture("edited_output_dense");
        using SessionRig rig = Open(folder, "weights.pth", scene, change);
        rig.Session.Record(scene.SessionInputs("original"));
        double before = Difference.RootMeanSquare(rig.Output(), dense);
        rig.Session.Edit(scene.SessionInputs("edited"));

        double error = Difference.RootMeanSquare(rig.Output(), dense);
        double reference = Difference.RootMeanSquare(scene.Picture("edited_output_sparse"), dense);
        TestContext.Out.WriteLine($"{folder}: edit {error:g4}, reference {reference:g4}, no edit {before:g4}");
        Assert.That(error, Is.LessThanOrEqualTo(1.05 * reference));
        Assert.That(error, Is.LessThan(before));
    }

    private static SessionRig Open(string folder, string weights, GoldenScene scene, Func<SessionOptions, SessionOptions>? change = null)
    {
        using WeightCollection file = WeightFile.Open(GoldenData.Find(folder, weights));
        SpadeGenerator model = SpadeModels.Load(folder, file);
        SessionOptions options = change is null ? model.SessionOptions : change(model.SessionOptions);
        return new SessionRig(model.BuildGraph(scene.Height, scene.Width), options);
    }
}
