using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>Pictures from prompts alone.</summary>
internal sealed class TextToImageTests
{
    private static readonly LatentEditOptions Options = new() { Prompt = "a boat", Steps = 3, GuidanceScale = 2, Seed = 5 };

    private readonly SmallStableDiffusion _files = new();
    private StableDiffusionModel _model = null!;

    [OneTimeSetUp]
    public void OpenModel() => _model = _files.Open();

    [OneTimeTearDown]
    public void CloseModel()
    {
        _model.Dispose();
        _files.Dispose();
    }

    /// <summary>Painting all of a picture anew from noise leaves nothing of it: what is painted is what the prompt alone gives.</summary>
    [Test]
    public void ItIsInpaintingOfAllPixels()
    {
        GeneratedPicture picture = TextToImage.Generate(_model, SmallStableDiffusion.Size, Options);
        float[] any = Pictures.Smooth(SmallStableDiffusion.Size.W, phase: 1);
        byte[] all = [.. Enumerable.Repeat((byte)1, any.Length / 3)];
        using InpaintSession session = InpaintSession.Open(_model, any, SmallStableDiffusion.Size, all, Options);
        session.Paint();

        var painted = new float[any.Length];
        session.ReadPicture(painted);
        Assert.That(painted, Is.EqualTo(picture.Values).Within(1e-6));
    }

    [Test]
    public void SeedAndPromptDecide()
    {
        byte[] Generate(LatentEditOptions options) => TextToImage.Generate(_model, SmallStableDiffusion.Size, options).ToBytes();

        byte[] first = Generate(Options);
        Assert.That(Generate(Options), Is.EqualTo(first));
        Assert.That(Generate(Options with { Seed = 6 }), Is.Not.EqualTo(first));
        Assert.That(Generate(Options with { Prompt = "" }), Is.Not.EqualTo(first), "an empty prompt is a prompt");
        Assert.That(Generate(Options with { Strength = 0.2 }), Is.EqualTo(first), "there is nothing to keep");
    }

    [Test]
    public void ALargePictureIsDecodedInTilesThatMeet()
    {
        var size = new Resolution(512, 640);
        LatentEditOptions options = Options with { Steps = 1, GuidanceScale = 1 };
        float[] whole = TextToImage.Generate(_model, size, options with { DecodesInTiles = false }).Values;
        float[] tiled = TextToImage.Generate(_model, size, options with { DecodesInTiles = true }).Values;

        double error = Difference.RootMeanSquare(tiled, whole), scale = Math.Sqrt(whole.Average(value => value * value));
        TestContext.Out.WriteLine($"error {error:g3} of {scale:g3}");
        Assert.That(error, Is.GreaterThan(0).And.LessThan(0.1 * scale));
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.That(() => TextToImage.Generate(_model, new Resolution(0, 8), Options), Throws.ArgumentException.With.Message.Contains("multiples of 8"));
        using var inpainting = new SmallStableDiffusion(forInpainting: true);
        using StableDiffusionModel other = inpainting.Open();
        Assert.That(
            () => TextToImage.Generate(other, SmallStableDiffusion.Size, Options),
            Throws.ArgumentException.With.Message.Contains("read 4 channels but reads 9").And.Message.Contains("for inpainting"));
    }
}
