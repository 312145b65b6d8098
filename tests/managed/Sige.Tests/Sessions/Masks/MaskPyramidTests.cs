using NUnit.Framework;
using Sige.Devices;
using Sige.Sessions;
using Sige.Tensors;

namespace Sige.Tests.Sessions;

/// <summary>Masks made in the rows that an edit changes are those made over the whole picture, from one edit to the next.</summary>
internal sealed class MaskPyramidTests
{
    private static readonly Resolution[] Sizes = [new(48, 40), new(24, 20), new(12, 10), new(6, 5)];

    [TestCase(1, 2, 0.3f)]
    [TestCase(0, 0, 0.3f)]
    [TestCase(5, 1, 0.9f)]
    [TestCase(60, 60, 0.3f)]
    public void FewRowsGiveWhatTheWholePictureGives(int first, int perLevel, float threshold)
    {
        var options = new MaskOptions(0, first, perLevel, threshold);
        using Engine engine = Engine.Open();
        using var pyramid = new MaskPyramid(engine.Device, Sizes[0], Sizes, options);
        foreach ((string name, byte[] mask) in Edits())
        {
            pyramid.Build(mask, ActivePolicy.Pixels);

            foreach ((Resolution size, int[] expected) in OverWholePicture(mask, options))
                Assert.That(pyramid.Find(size)!.Pixels.ToArray(), Is.EqualTo(expected), $"{name}, {size}");
        }
    }

    private static IEnumerable<(string Name, byte[] Mask)> Edits()
    {
        yield return ("first row", Rectangle(0, 3, 1, 9));
        yield return ("last pixel", Rectangle(47, 39, 1, 1));
        yield return ("middle", Rectangle(19, 11, 7, 5));
        yield return ("two far apart", [.. Rectangle(2, 0, 2, 2).Zip(Rectangle(44, 30, 3, 9), (a, b) => (byte)(a | b))]);
        yield return ("all", Rectangle(0, 0, 48, 40));
        yield return ("none", new byte[Sizes[0].PixelCount]);
        yield return ("one pixel", Rectangle(17, 21, 1, 1));
    }

    private static byte[] Rectangle(int y, int x, int height, int width)
    {
        var mask = new byte[Sizes[0].PixelCount];
        for (int row = y; row < y + height; row++)
            mask.AsSpan(row * Sizes[0].W + x, width).Fill(1);
        return mask;
    }

    private static IEnumerable<(Resolution Size, int[] Pixels)> OverWholePicture(byte[] mask, MaskOptions options)
    {
        var dilated = new byte[mask.Length];
        Masks.Dilate(mask, Sizes[0], options.FirstDilation, dilated);
        float[] values = [.. dilated.Select(pixel => (float)pixel)];
        for (int i = 0; i < Sizes.Length; i++)
        {
            if (i > 0)
            {
                var halved = new float[Sizes[i].PixelCount];
                Masks.Downsample(values, Sizes[i - 1], halved, Sizes[i]);
                values = halved;
            }

            var above = new byte[Sizes[i].PixelCount];
            var active = new byte[Sizes[i].PixelCount];
            Masks.Threshold(values, Sizes[i], options.Threshold, above);
            Masks.Dilate(above, Sizes[i], options.LevelDilation, active);
            yield return (Sizes[i], [.. Enumerable.Range(0, active.Length).Where(pixel => active[pixel] != 0)]);
        }
    }
}
