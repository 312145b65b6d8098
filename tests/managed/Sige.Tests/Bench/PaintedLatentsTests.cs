using NUnit.Framework;
using Sige.Bench.Workloads;
using Sige.Tensors;

namespace Sige.Tests.Bench;

/// <summary>The bench shifts the latents that a mask of the picture touches.</summary>
[TestFixture]
public sealed class PaintedLatentsTests
{
    private const int Channels = 4, Scale = 8, Batch = 2;

    private static readonly Resolution Size = new(6, 5);

    /// <summary>Rows 8 to 16 and columns 15 and 16 of the picture lie under rows 1 and 2 and columns 1 and 2 of the latent.</summary>
    [Test]
    public void EditsDifferInEveryTouchedLatentAndNoOther()
    {
        var latents = new PaintedLatents(Size, Channels, Scale, Batch);
        var mask = new byte[latents.Picture.PixelCount];
        for (int y = 8; y <= 16; y++)
            mask.AsSpan(y * latents.Picture.W + 15, 2).Fill(1);

        float[][] edits = latents.Edits(mask);

        Assert.That(latents.Picture, Is.EqualTo(new Resolution(48, 40)));
        Assert.That(latents.Original, Has.Length.EqualTo(Batch * Size.PixelCount * Channels));
        Assert.That(edits[0], Is.Not.EqualTo(edits[1]));
        foreach (float[] edit in edits)
        {
            for (int i = 0; i < edit.Length; i++)
            {
                int pixel = i / Channels % (int)Size.PixelCount;
                bool touched = (pixel / Size.W) is 1 or 2 && (pixel % Size.W) is 1 or 2;
                Assert.That(edit[i] != latents.Original[i], Is.EqualTo(touched), $"element {i}");
            }
        }
    }
}
