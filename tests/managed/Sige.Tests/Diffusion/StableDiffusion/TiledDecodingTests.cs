using NUnit.Framework;
using Sige.Diffusion;
using Sige.Models;
using Sige.Tensors;

namespace Sige.Tests.Diffusion.StableDiffusion;

/// <summary>How large latents are divided, and what an edit of them then does.</summary>
internal sealed class TiledDecodingTests
{
    private static readonly LatentEditOptions Options = new() { Prompt = "cat", Steps = 2, GuidanceScale = 2, Feather = 0, DecodesInTiles = true };

    [TestCase(96, 96, 1)]
    [TestCase(97, 96, 4)]
    [TestCase(128, 128, 9)]
    [TestCase(8, 1200, 25)]
    public void OnlyLargeLatentsAreDivided(int height, int width, int expected)
    {
        var tiles = LatentTiles.Of(new Resolution(height, width), scale: 8, wanted: null);

        Assert.That((tiles.Count, tiles.AreTiles), Is.EqualTo((expected, expected > 1)));
    }

    [Test]
    public void TilesCoverTheLatentAndShareItsInnerEdges([Values(64, 65, 111, 112, 113, 300)] int length)
    {
        var tiles = LatentTiles.Of(new Resolution(length, 64), scale: 8, wanted: true);

        int[] tops = [.. tiles.Origins.Select(origin => origin.Top)];
        Assert.That((tops[0], tops[^1]), Is.EqualTo((0, length - 64)));
        Assert.That(tops.Zip(tops.Skip(1), (before, behind) => before + 64 - behind), Has.All.InRange(LatentTiles.Overlap, 63));
    }

    [Test]
    public void AnEditReachesTilesByItsWidestSoftEdge()
    {
        var tiles = LatentTiles.Of(new Resolution(112, 64), scale: 8, wanted: true);
        Assert.That(tiles.Origins, Is.EqualTo(new[] { (0, 0), (48, 0) }));

        Assert.That(tiles.ReachedBy(Marked(row: 48 * 8 - 41)), Is.EqualTo(new[] { (0, 0) }));
        Assert.That(tiles.ReachedBy(Marked(row: 48 * 8 - 40)), Is.EqualTo(new[] { (0, 0), (48, 0) }));
        Assert.That(tiles.ReachedBy(Marked(row: 64 * 8 + 40)), Is.EqualTo(new[] { (48, 0) }));
        Assert.That(tiles.ReachedBy(new byte[112 * 64 * 64]), Is.Empty);

        static byte[] Marked(int row)
        {
            var mask = new byte[112 * 64 * 64];
            mask[row * 512 + 7] = 1;
            return mask;
        }
    }

    [Test]
    public void WhatIsForetoldIsDone()
    {
        var size = new Resolution(640, 64);
        float[] picture = [.. Enumerable.Range(0, (int)size.PixelCount * 3).Select(i => MathF.Sin(0.01f * i))];
        byte[] mask = [.. Enumerable.Range(0, (int)size.PixelCount).Select(pixel => pixel / size.W < 9 ? (byte)1 : (byte)0)];
        using var files = new SmallStableDiffusion();
        using StableDiffusionModel model = files.Open();
        LatentPrediction foretold = LatentPrediction.OfInpainting(model, size, mask, Options);
        Assert.That(foretold.DecoderTiles, Is.EqualTo(2));

        using InpaintSession session = InpaintSession.Open(model, picture, size, mask, Options);
        Assert.That(session.LastReport!.MultiplyAdds, Is.EqualTo(foretold.OpenMultiplyAdds).Within(3).Percent);
        Assert.That(session.Memory.Recorded, Is.EqualTo(foretold.Memory.Recorded));
        DenoisingReport edit = session.Paint();
        Assert.That(edit.Decoding!.MultiplyAdds, Is.EqualTo(foretold.Decoder.DenseMultiplyAdds), "one of the two is reached");
        Assert.That(edit.MultiplyAdds, Is.EqualTo(foretold.PredictEdit(mask).MultiplyAdds).Within(3).Percent);
        DenoisingReport dense = session.PaintDense();
        Assert.That(dense.Decoding!.MultiplyAdds, Is.EqualTo(2 * foretold.Decoder.DenseMultiplyAdds));
        Assert.That(dense.MultiplyAdds, Is.EqualTo(foretold.DenseMultiplyAdds).Within(3).Percent);
    }
}
