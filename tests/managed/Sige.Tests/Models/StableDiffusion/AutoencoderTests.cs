using NUnit.Framework;
using Sige.Graphs;
using Sige.Models;
using Sige.Sessions;
using Sige.Tensors;
using Sige.Tests.Graphs;
using Sige.Tests.Onnx;
using Sige.Tests.Sessions;

namespace Sige.Tests.Models.StableDiffusion;

/// <summary>Encoder and decoder of Stable Diffusion against what the reference recorded.</summary>
internal sealed class AutoencoderTests
{
    private static Resolution Latent => new(16, 24);

    [Test]
    public void TheGraphsGiveWhatIsRecorded()
    {
        using var golden = new GoldenStableDiffusion();
        Autoencoder network = golden.LoadAutoencoder();

        float[] moments = ReferenceInterpreter.Run(
            network.BuildEncoder(GoldenStableDiffusion.Picture), new Dictionary<string, float[]> { [Autoencoder.PictureInput] = golden.Pixels("image_original") })[Autoencoder.MomentsOutput];
        float[] picture = ReferenceInterpreter.Run(
            network.BuildDecoder(Latent), new Dictionary<string, float[]> { [Autoencoder.LatentInput] = golden.Pixels("latent_original") })[Autoencoder.PictureOutput];

        RequireNear(moments, golden.Pixels("moments_original"), 3e-5);
        RequireNear(picture, golden.Pixels("decoded_original"), 3e-5);
    }

    [TestCase(FormNames.Direct)]
    [TestCase(null)]
    public void SessionsGiveWhatIsRecorded(string? form)
    {
        const double tolerance = 1e-4;
        using var golden = new GoldenStableDiffusion();
        Autoencoder network = golden.LoadAutoencoder();
        using SessionRig encoder = new(network.BuildEncoder(GoldenStableDiffusion.Picture), network.EncoderOptions with { Form = form });
        using SessionRig decoder = new(network.BuildDecoder(Latent), network.DecoderOptions with { Form = form });

        encoder.Session.Record([new(Autoencoder.PictureInput, golden.Pixels("image_edited"))]);
        decoder.Session.Record([new(Autoencoder.LatentInput, golden.Pixels("latent_edited"))]);

        RequireNear(encoder.Output(), golden.Pixels("moments_edited_dense"), tolerance);
        RequireNear(decoder.Output(), golden.Pixels("decoded_edited_dense"), tolerance);
    }

    [Test]
    public void ExportedNetworksGiveWhatIsRecorded()
    {
        using var golden = new GoldenStableDiffusion();
        Autoencoder network = golden.LoadAutoencoder();

        float[] moments = OnnxRun.Run(
            network.BuildEncoder(GoldenStableDiffusion.Picture), new Dictionary<string, float[]> { [Autoencoder.PictureInput] = golden.Pixels("image_edited") })[Autoencoder.MomentsOutput];
        float[] picture = OnnxRun.Run(network.BuildDecoder(Latent), new Dictionary<string, float[]> { [Autoencoder.LatentInput] = golden.Pixels("latent_edited") })[Autoencoder.PictureOutput];

        RequireNear(moments, golden.Pixels("moments_edited_dense"), 1e-4);
        RequireNear(picture, golden.Pixels("decoded_edited_dense"), 1e-4);
    }

    /// <summary>Parameters of the published autoencoder, in millions; multiply-adds of its halves at 512x512, in thousand millions.</summary>
    [Test]
    public void ThePublishedSizesCanBeDescribed()
    {
        var configuration = new AutoencoderConfiguration { LatentChannels = 4, Widths = [128, 256, 512, 512], BlocksPerLevel = 2 };
        Autoencoder network = Autoencoder.Random(configuration);

        Graph encoder = network.BuildEncoder(new Resolution(512, 512)), decoder = network.BuildDecoder(new Resolution(64, 64));

        Assert.That(encoder.Outputs.Single().Value.Shape, Is.EqualTo(new TensorShape(1, 64, 64, 8)));
        Assert.That(decoder.Outputs.Single().Value.Shape, Is.EqualTo(new TensorShape(1, 512, 512, 3)));
        Assert.That((NetworkConstants.Count(encoder) + NetworkConstants.Count(decoder)) / 1e6, Is.EqualTo(83.65).Within(0.01));
    }

    [Test]
    public void AnOddPictureIsRefused() => Assert.That(
        () => Autoencoder.Random(GoldenStableDiffusion.AutoencoderConfiguration).BuildEncoder(new Resolution(64, 60)),
        Throws.ArgumentException.With.Message.Contains("a multiple of 8").And.Message.Contains("64x60"));

    private static void RequireNear(float[] actual, float[] expected, double tolerance)
    {
        double error = Difference.Maximum(actual, expected) / Difference.Scale(expected);
        TestContext.Out.WriteLine($"{error:g3} of the scale");
        Assert.That(error, Is.LessThan(tolerance));
    }
}
