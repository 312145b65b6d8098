using NUnit.Framework;
using Sige.Devices;
using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>What a model for inpainting is told of mask and picture.</summary>
internal sealed class InpaintingHintsTests
{
    private static readonly Resolution Size = new(72, 96);

    /// <summary>Masks smaller than a pixel of the latent, on its grid and off it, over picture sizes that are no multiple of 64.</summary>
    [TestCase(0, 0)]
    [TestCase(39, 50)]
    [TestCase(71, 95)]
    public void NoPaintedPixelIsLost(int y, int x)
    {
        var mask = new byte[Size.PixelCount];
        mask[y * Size.W + x] = 1;

        float[] hints = Make(mask, out int width);

        Assert.That(
            Enumerable.Range(0, hints.Length / width).Where(pixel => hints[pixel * width] != 0), Is.EqualTo(new[] { y / 8 * (Size.W / 8) + x / 8 }));
        Assert.That(hints.Where((_, i) => i % width == 0), Has.All.AnyOf(0, 1));
    }

    [Test]
    public void AMaskOfAllPixelsLeavesAGreyPicture()
    {
        float[] picture = new float[Size.PixelCount * 3];
        float[] hints = Make([.. Enumerable.Repeat((byte)255, (int)Size.PixelCount)], out int width), grey = Make(new byte[Size.PixelCount], out _, picture);

        Assert.That(hints.Where((_, i) => i % width == 0), Has.All.EqualTo(1));
        Assert.That(hints.Where((_, i) => i % width != 0), Is.EqualTo(grey.Where((_, i) => i % width != 0)));
    }

    private static float[] Make(byte[] mask, out int width, float[]? picture = null)
    {
        picture ??= [.. Enumerable.Range(0, (int)Size.PixelCount * 3).Select(i => MathF.Sin(0.01f * i))];
        using var files = new SmallStableDiffusion(forInpainting: true);
        using StableDiffusionModel model = files.Open();
        var options = new LatentEditOptions { Steps = 2 };
        byte[] some = [1, .. new byte[Size.PixelCount - 1]];
        LatentSetup setup = LatentSetup.Create(model, picture, Size, some, options) with { Mask = Array.ConvertAll(mask, value => value == 0 ? (byte)0 : (byte)1) };
        using Engine engine = Engine.Open(options.Engine);
        using var codec = new LatentCodec(engine, model.Autoencoder, Size, options, region: null, CancellationToken.None);
        width = codec.Channels + 1;
        return InpaintingHints.Make(setup, codec, CancellationToken.None).Hints;
    }
}
