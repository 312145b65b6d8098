using Sige.Tensors;

namespace Sige.Bench.Workloads;

/// <summary>A made-up picture with edits that paint some of its pixels.</summary>
internal sealed class PaintedPicture : IPainting
{
    /// <summary>Red, green and blue.</summary>
    public const int Channels = 3;

    private const int BlockSide = 32;
    private const float Contrast = 0.3f;

    /// <summary>Neither is close to any colour of the picture, so all painted pixels differ from it.</summary>
    private static readonly float[][] Paints = [[0.9f, -0.8f, 0.7f], [-0.9f, 0.8f, -0.7f]];

    /// <summary>Makes slopes with a chequered pattern on them, the same each time.</summary>
    public PaintedPicture(Resolution size)
    {
        Original = new float[size.PixelCount * Channels];
        for (int y = 0; y < size.H; y++)
        {
            for (int x = 0; x < size.W; x++)
            {
                Span<float> pixel = Original.AsSpan((y * size.W + x) * Channels, Channels);
                float square = (y / BlockSide + x / BlockSide) % 2 == 0 ? Contrast : -Contrast;
                pixel[0] = square + Contrast * (2f * x / size.W - 1);
                pixel[1] = square + Contrast * (2f * y / size.H - 1);
                pixel[2] = square;
            }
        }
    }

    /// <summary>The picture, [H, W, 3], -0.6 to 0.6.</summary>
    public float[] Original { get; }

    /// <inheritdoc/>
    public float[][] Edits(ReadOnlySpan<byte> mask)
    {
        var edits = new float[Paints.Length][];
        for (int i = 0; i < edits.Length; i++)
            edits[i] = Paint(mask, Paints[i]);
        return edits;
    }

    private float[] Paint(ReadOnlySpan<byte> mask, float[] paint)
    {
        float[] picture = [.. Original];
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            if (mask[pixel] != 0)
                paint.CopyTo(picture, pixel * Channels);
        }

        return picture;
    }
}
