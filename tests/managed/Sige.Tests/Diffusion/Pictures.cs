namespace Sige.Tests.Diffusion;

/// <summary>Small pictures, [H, W, 3], and their masks by the plainest code.</summary>
internal static class Pictures
{
    public static float[] Random(int height, int width, int seed)
    {
        var random = new Random(seed);
        var picture = new float[height * width * 3];
        foreach (ref float value in picture.AsSpan())
            value = (float)(1.8 * random.NextDouble() - 0.9);
        return picture;
    }

    /// <summary>Soft colour waves, square.</summary>
    public static float[] Smooth(int size, double phase)
    {
        var picture = new float[size * size * 3];
        for (int i = 0; i < picture.Length; i++)
        {
            int pixel = i / 3;
            picture[i] = (float)(0.6 * Math.Sin(0.11 * (pixel % size) + 0.07 * (pixel / size) + i % 3 + phase));
        }

        return picture;
    }

    public static float[] Paint(float[] picture, int width, int y, int x, int rows, int columns, float value)
    {
        float[] painted = [.. picture];
        for (int row = y; row < y + rows; row++)
            painted.AsSpan((row * width + x) * 3, columns * 3).Fill(value);
        return painted;
    }

    public static byte[] Changed(float[] a, float[] b, float epsilon)
    {
        var changed = new byte[a.Length / 3];
        for (int i = 0; i < a.Length; i++)
        {
            if (Math.Abs(a[i] - b[i]) > epsilon)
                changed[i / 3] = 1;
        }

        return changed;
    }

    public static byte[] CrossDilate(byte[] mask, int height, int width, int radius)
    {
        var dilated = new byte[mask.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int d = -radius; d <= radius; d++)
                {
                    bool above = y + d >= 0 && y + d < height && mask[(y + d) * width + x] != 0;
                    bool beside = x + d >= 0 && x + d < width && mask[y * width + x + d] != 0;
                    dilated[y * width + x] |= above || beside ? (byte)1 : (byte)0;
                }
            }
        }

        return dilated;
    }
}
