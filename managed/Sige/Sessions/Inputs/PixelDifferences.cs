namespace Sige.Sessions;

/// <summary>The one rule by which an edit changes a pixel: a channel differs by more than a bound, or is no number on one side.</summary>
internal static class PixelDifferences
{
    /// <summary>Whether two values differ by more than epsilon; NaN does.</summary>
    public static bool Differs(float left, float right, float epsilon) => !(Math.Abs(left - right) <= epsilon);

    /// <summary>Marks the pixels of which any channel differs.</summary>
    /// <param name="left">Elements of some pixels, channels innermost.</param>
    /// <param name="right">As many elements of the same pixels.</param>
    /// <param name="epsilon">Differences up to this do not count.</param>
    /// <param name="changed">Receives 1 or 0 for each pixel.</param>
    public static void Mark(ReadOnlySpan<float> left, ReadOnlySpan<float> right, float epsilon, Span<byte> changed)
    {
        int channels = left.Length / changed.Length;
        for (int pixel = 0; pixel < changed.Length; pixel++)
        {
            bool differs = false;
            for (int i = pixel * channels; i < (pixel + 1) * channels; i++)
                differs |= Differs(left[i], right[i], epsilon);
            changed[pixel] = differs ? (byte)1 : (byte)0;
        }
    }
}
