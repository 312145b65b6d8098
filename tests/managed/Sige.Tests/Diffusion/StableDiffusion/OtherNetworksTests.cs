using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;
using Sige.Tests.Models.StableDiffusion;
using Sige.Weights;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>Models whose networks are of other sizes than Stable Diffusion 1.x has: they work where they fit each other, else are refused.</summary>
internal sealed class OtherNetworksTests
{
    private static readonly Resolution Size = new(64, 88);

    [Test]
    public void ATextEncoderOfAnotherWidthIsRefused() => RequireRefusal(
        "text_encoder", [("hidden_size", "96")], shape => ChangedNetwork.Replace(shape, (48, 96)),
        "the text encoder is expected to give 48 channels, as the U-Net reads them, but gives 96");

    [Test]
    public void AnAutoencoderOfOtherLatentsIsRefused() => RequireRefusal(
        "vae", [("latent_channels", "8")], shape => ChangedNetwork.Replace(shape, (4, 8), (8, 16)),
        "the autoencoder is expected to have latents of 4 channels, as the U-Net predicts them, but has 8");

    [Test]
    public void AnAutoencoderOfGreyPicturesIsRefused() => RequireRefusal(
        "vae", [("in_channels", "1")], shape => shape.Rank == 4 && shape[1] == 3 ? [shape[0], 1, shape[2], shape[3]] : shape,
        "expected to read and give 3 channels, red, green and blue, but reads 1 and gives 3");

    [Test]
    public void NetworksThatAreComposedMustFitToo()
    {
        using var files = new SmallStableDiffusion();
        using StableDiffusionModel model = files.Open();
        Autoencoder autoencoder = Autoencoder.Random(model.Autoencoder.Configuration with { LatentChannels = 16 });

        Assert.That(
            () => StableDiffusionModel.Compose("mixed", model.UNet, autoencoder, model.TextEncoder),
            Throws.TypeOf<WeightFormatException>().With.Message.Contains("mixed").And.Message.Contains("latents of 4 channels, as the U-Net predicts them, but has 16"));
    }

    [Test]
    public void ATextMayHaveAnotherLength()
    {
        using var files = new SmallStableDiffusion();
        ChangedNetwork.Write(
            Path.Combine(files.ModelPath, "text_encoder"), [("max_position_embeddings", "64")], (name, shape) => (name, ChangedNetwork.Replace(shape, (77, 64))));

        RequirePainting(files, Size);
    }

    /// <summary>An autoencoder of three levels: its latents have a quarter of a picture's sides, and so has what the masks of the U-Net are made of.</summary>
    [Test]
    public void ALatentMayStandForOtherSquares()
    {
        using var files = new SmallStableDiffusion();
        (string, string)[] configuration =
        [
            ("block_out_channels", "[32, 64, 64]"),
            ("down_block_types", """["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"]"""),
            ("up_block_types", """["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]"""),
        ];
        ChangedNetwork.Write(Path.Combine(files.ModelPath, "vae"), configuration, (name, shape) => name switch
        {
            _ when name.StartsWith("encoder.down_blocks.3", StringComparison.Ordinal) || name.StartsWith("decoder.up_blocks.0", StringComparison.Ordinal) => null,
            _ when name.StartsWith("encoder.down_blocks.2.downsamplers", StringComparison.Ordinal) => null,
            _ when name.StartsWith("decoder.up_blocks.", StringComparison.Ordinal) => ($"decoder.up_blocks.{name[18] - '1'}{name[19..]}", shape),
            _ => (name, shape),
        });

        RequirePainting(files, new Resolution(60, 44));
    }

    /// <summary>A factor that leads beyond the range of numbers: a picture of numbers that are none would be black.</summary>
    [Test]
    public void NumbersThatAreNotFiniteAreTold()
    {
        using var files = new SmallStableDiffusion();
        ChangedNetwork.Write(Path.Combine(files.ModelPath, "vae"), [("scaling_factor", "1e-38")], (name, shape) => (name, shape));
        using StableDiffusionModel model = files.Open();
        (float[] picture, byte[] mask) = Painting(Size);
        using InpaintSession session = Open(model, picture, Size, mask);

        Assert.That(() => session.Paint(), Throws.TypeOf<SigeException>().With.Message.Contains("The decoder is expected to give finite numbers"));
        Assert.That((Read(session), session.IsEdited), Is.EqualTo((picture, false)));
    }

    private static void RequireRefusal(string part, (string Key, string Json)[] configuration, Func<WeightShape, WeightShape> change, string message)
    {
        using var files = new SmallStableDiffusion();
        ChangedNetwork.Write(Path.Combine(files.ModelPath, part), configuration, (name, shape) => (name, change(shape)));

        Assert.That(() => files.Open(), Throws.TypeOf<WeightFormatException>().With.Message.Contains(message));
    }

    private static void RequirePainting(SmallStableDiffusion files, Resolution size)
    {
        using StableDiffusionModel model = files.Open();
        (float[] picture, byte[] mask) = Painting(size);
        using InpaintSession session = Open(model, picture, size, mask);
        LatentPrediction prediction = LatentPrediction.OfInpainting(model, size, mask, Options);
        Assert.That(session.LastReport!.MultiplyAdds, Is.EqualTo(prediction.OpenMultiplyAdds).Within(3).Percent);
        DenoisingReport report = session.Paint();

        float[] painted = Read(session);
        Assert.That(Enumerable.Range(0, painted.Length).Where(i => (painted[i] != picture[i]) != (mask[i / 3] != 0)), Is.Empty);
        Assert.That(prediction.PredictEdit(mask).MultiplyAdds, Is.EqualTo(report.MultiplyAdds).Within(3).Percent, "a run whole has the keys and values of the prompt already");
    }

    private static LatentEditOptions Options => new() { Prompt = "cat", Steps = 2, GuidanceScale = 2, Feather = 0 };

    private static InpaintSession Open(StableDiffusionModel model, float[] picture, Resolution size, byte[] mask) =>
        InpaintSession.Open(model, picture, size, mask, Options);

    private static (float[] Picture, byte[] Mask) Painting(Resolution size) => (
        [.. Enumerable.Range(0, (int)size.PixelCount * 3).Select(i => MathF.Sin(0.01f * i))],
        [.. Enumerable.Range(0, (int)size.PixelCount).Select(pixel => pixel / size.W < 9 && pixel % size.W >= size.W - 7 ? (byte)1 : (byte)0)]);

    private static float[] Read(InpaintSession session)
    {
        var picture = new float[session.Size.PixelCount * 3];
        session.ReadPicture(picture);
        return picture;
    }
}
