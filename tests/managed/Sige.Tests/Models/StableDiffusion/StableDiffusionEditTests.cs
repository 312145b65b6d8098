using NUnit.Framework;
using Sige.Devices;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Sessions;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>Edits of Stable Diffusion's networks err at most 1.05 times what the reference's recorded edits err against the dense output.</summary>
internal sealed class StableDiffusionEditTests
{
    private const double Allowed = 1.05;

    private static Resolution Latent => new(16, 24);

    [Test]
    public void AnEditOfTheUNetErrsNoMoreThanTheReference()
    {
        using var golden = new GoldenStableDiffusion();
        using SessionRig rig = RecordUNet(golden);

        RunReport report = rig.Session.Edit(golden.UNetSessionInputs("edited"), new EditOptions { Mask = golden.Mask("unet_difference_mask") });

        Compare(golden, rig.Output(), "unet_edited_output");
        Assert.That(report.MultiplyAdds, Is.LessThan(0.25 * report.DenseMultiplyAdds));
        StepReport[] text = [.. report.Steps.Where(step => step.Resolution == new Resolution(1, GoldenStableDiffusion.Tokens))];
        Assert.That(text.Select(step => (step.Kind, step.Mode)), Is.EqualTo(new[] { ("conv1x1", StepMode.Skipped) }), "keys and values of the text, all in one");
    }

    [Test]
    public void AnEditOfTheEncoderErrsNoMoreThanTheReference()
    {
        using var golden = new GoldenStableDiffusion();
        Autoencoder network = golden.LoadAutoencoder();
        using SessionRig rig = new(network.BuildEncoder(GoldenStableDiffusion.Picture), network.EncoderOptions);
        rig.Session.Record([new(Autoencoder.PictureInput, golden.Pixels("image_original"))]);

        RunReport report = rig.Session.Edit([new(Autoencoder.PictureInput, golden.Pixels("image_edited"))]);

        Assert.That(rig.Session.Inputs.Changed.Mask, Is.EqualTo(golden.Mask("vae_difference_mask")));
        Compare(golden, rig.Output(), "moments_edited");
        Assert.That(report.MultiplyAdds, Is.LessThan(0.25 * report.DenseMultiplyAdds));
    }

    [Test]
    public void AnEditOfTheDecoderErrsNoMoreThanTheReference()
    {
        using var golden = new GoldenStableDiffusion();
        Autoencoder network = golden.LoadAutoencoder();
        using SessionRig rig = new(network.BuildDecoder(Latent), network.DecoderOptions with { Masks = GoldenStableDiffusion.Masks });
        rig.Session.Record([new(Autoencoder.LatentInput, golden.Pixels("latent_original"))]);

        RunReport report = rig.Session.Edit(
            [new(Autoencoder.LatentInput, golden.Pixels("latent_edited"))], new EditOptions { Mask = golden.Mask("vae_difference_mask") });

        Compare(golden, rig.Output(), "decoded_edited");
        Assert.That(report.MultiplyAdds, Is.LessThan(0.25 * report.DenseMultiplyAdds));
    }

    /// <summary>With a float32 cache, and nothing recomputed, the bits are those of a session that records in place.</summary>
    [Test]
    public void AnEditFromACacheGivesTheSameBits()
    {
        using var golden = new GoldenStableDiffusion();
        using SessionRig rig = RecordUNet(golden);
        byte[] mask = golden.Mask("unet_difference_mask");
        rig.Session.Edit(golden.UNetSessionInputs("edited"), new EditOptions { Mask = mask });
        ConditionalUNet network = golden.LoadUNet();
        using Engine engine = Engine.Open();
        using var session = new CachedSession(engine, network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), slots: 2, new CachedSessionOptions
        {
            Session = network.SessionOptions,
            Precision = CachePrecision.Float32,
            RecomputesCheapTensors = false,
        });
        session.Record(1, golden.UNetSessionInputs("original"));

        session.SetChanges(mask);
        session.Edit(1, golden.UNetSessionInputs("edited"));

        var output = new float[rig.Output().Length];
        session.Outputs.Read(output);
        Assert.That(output, Is.EqualTo(rig.Output()));
        Assert.That(session.PictureSize, Is.EqualTo(new Resolution(256, 384)));
        Assert.That(() => session.SetChanges(new byte[32 * 48]), Throws.ArgumentException.With.Message.Contains("98304 pixels, 256x384, but have 1536"));
    }

    [TestCase("unet_difference_mask", "unet_mask", 256, 384)]
    [TestCase("vae_difference_mask", "vae_mask", 128, 192)]
    public void MasksAreThoseOfTheReference(string difference, string masks, int height, int width)
    {
        using var golden = new GoldenStableDiffusion();
        using Engine engine = Engine.Open();
        Resolution[] sizes = [.. Enumerable.Range(0, 6).Select(level => new Resolution(height >> level, width >> level))];
        using var pyramid = new MaskPyramid(engine.Device, sizes[0], sizes, GoldenStableDiffusion.Masks);

        pyramid.Build(golden.Mask(difference), ActivePolicy.Pixels);

        foreach (Resolution size in sizes)
        {
            int[] expected = [.. golden.Mask($"{masks}_{size}").Index().Where(pixel => pixel.Item != 0).Select(pixel => pixel.Index)];
            Assert.That(pyramid.Find(size)!.Active.ReadPixels(), Is.EqualTo(expected), $"{size}");
        }
    }

    private static SessionRig RecordUNet(GoldenStableDiffusion golden)
    {
        ConditionalUNet network = golden.LoadUNet();
        var rig = new SessionRig(network.BuildGraph(GoldenStableDiffusion.Latent, tokens: GoldenStableDiffusion.Tokens), network.SessionOptions);
        rig.Session.Record(golden.UNetSessionInputs("original"));
        return rig;
    }

    private static void Compare(GoldenStableDiffusion golden, float[] edited, string name)
    {
        float[] dense = golden.Pixels($"{name}_dense");
        double error = Difference.RootMeanSquare(edited, dense), reference = Difference.RootMeanSquare(golden.Pixels($"{name}_sparse"), dense);
        TestContext.Out.WriteLine($"{error:g4}, reference {reference:g4}, ratio {error / reference:f3}");
        Assert.That(error, Is.LessThanOrEqualTo(Allowed * reference));
    }
}
