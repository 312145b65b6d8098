using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>The source pixels under boxes of output pixels.</summary>
internal static class ReachedPixels
{
    /// <summary>The box of source pixels under a box of output pixels.</summary>
    public static PixelRegion Under(this in PixelReach reach, PixelRegion outputs)
    {
        ConvolutionGeometry kernel = reach.Geometry;
        Resolution seen = reach.Seen!.Value, source = reach.Tensor.Shape.Resolution;
        int top = Math.Clamp(outputs.Y * kernel.StrideH - kernel.PadTop, 0, seen.H - 1);
        int left = Math.Clamp(outputs.X * kernel.StrideW - kernel.PadLeft, 0, seen.W - 1);
        int bottom = Math.Clamp((outputs.EndY - 1) * kernel.StrideH - kernel.PadTop + kernel.KernelH - 1, 0, seen.H - 1);
        int right = Math.Clamp((outputs.EndX - 1) * kernel.StrideW - kernel.PadLeft + kernel.KernelW - 1, 0, seen.W - 1);
        return PixelRegion.Between(
            Nearest(top, source.H, seen.H), Nearest(left, source.W, seen.W), Nearest(bottom, source.H, seen.H) + 1, Nearest(right, source.W, seen.W) + 1);
    }

    /// <summary>Marks the source pixels under a box of output pixels.</summary>
    /// <param name="reach">What is read.</param>
    /// <param name="outputs">The box.</param>
    /// <param name="mask">[H, W] of the source.</param>
    public static void Mark(this in PixelReach reach, PixelRegion outputs, Span<byte> mask)
    {
        PixelRegion under = reach.Under(outputs);
        for (int y = under.Y; y < under.EndY; y++)
            mask.Slice(y * reach.Tensor.Shape.W + under.X, under.Width).Fill(1);
    }

    private static int Nearest(int seen, int sourceSize, int seenSize) => (int)((long)seen * sourceSize / seenSize);
}
