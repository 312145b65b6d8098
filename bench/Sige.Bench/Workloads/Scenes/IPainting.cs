namespace Sige.Bench.Workloads;

/// <summary>Made-up pixels, the same each time, with edits that paint some of them.</summary>
internal interface IPainting
{
    /// <summary>The pixels, [N, H, W, C].</summary>
    float[] Original { get; }

    /// <summary>Two paintings that differ from the original in the same pixels, each in another way.</summary>
    /// <param name="mask">[H, W] of the picture, 1 where to paint.</param>
    float[][] Edits(ReadOnlySpan<byte> mask);
}
