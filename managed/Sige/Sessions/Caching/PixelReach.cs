using Sige.Lowering;
using Sige.Tensors;

namespace Sige.Sessions;

/// <summary>Which pixels of a tensor a step reads to compute a pixel.</summary>
/// <param name="Operand">The tensor and how it is seen.</param>
/// <param name="Geometry">The kernel that moves over it.</param>
/// <param name="Seen">The size that the tensor is nearest-resampled to before the kernel; null if the step reads all of it.</param>
internal readonly record struct PixelReach(Operand Operand, ConvolutionGeometry Geometry, Resolution? Seen)
{
    public PlanTensor Tensor => Operand.Tensor;

    public bool IsWhole => Seen is null;

    /// <summary>What a step reads, each tensor as often as it reads it. What is not known here is read whole.</summary>
    public static IEnumerable<PixelReach> Of(PlanStep step)
    {
        switch (step)
        {
            case ConvolutionStep convolution:
                yield return Kernel(convolution.Source, convolution.Geometry);
                if (convolution.Source2 is { } second)
                    yield return Kernel(second, convolution.Geometry);
                foreach (Operand? operand in (Operand?[])[convolution.Residual, convolution.Modulated])
                {
                    if (operand is { } pointwise)
                        yield return Kernel(pointwise, ConvolutionGeometry.Same(1));
                }

                if (convolution.ImageBias is { } vector)
                    yield return new PixelReach(vector, default, null);
                break;
            case AveragePoolStep pool:
                yield return Kernel(pool.Source, new ConvolutionGeometry(2, 2, 2, 2, 0, 0, 0, 0));
                break;
            case ResizeStep resize:
                yield return new PixelReach(resize.Source, ConvolutionGeometry.Same(1), resize.Resolution);
                break;
            default:
                foreach (Operand operand in step.Operands)
                    yield return step.ReadsPointwise(operand) ? Kernel(operand, ConvolutionGeometry.Same(1)) : new PixelReach(operand, default, null);
                break;
        }
    }

    /// <summary>The box of source pixels under a box of output pixels.</summary>
    public PixelRegion Under(PixelRegion outputs)
    {
        Resolution seen = Seen!.Value, source = Tensor.Shape.Resolution;
        int top = Math.Clamp(outputs.Y * Geometry.StrideH - Geometry.PadTop, 0, seen.H - 1);
        int left = Math.Clamp(outputs.X * Geometry.StrideW - Geometry.PadLeft, 0, seen.W - 1);
        int bottom = Math.Clamp((outputs.EndY - 1) * Geometry.StrideH - Geometry.PadTop + Geometry.KernelH - 1, 0, seen.H - 1);
        int right = Math.Clamp((outputs.EndX - 1) * Geometry.StrideW - Geometry.PadLeft + Geometry.KernelW - 1, 0, seen.W - 1);
        return PixelRegion.Between(
            Nearest(top, source.H, seen.H), Nearest(left, source.W, seen.W), Nearest(bottom, source.H, seen.H) + 1, Nearest(right, source.W, seen.W) + 1);
    }

    /// <summary>Marks the source pixels under a box of output pixels.</summary>
    /// <param name="outputs">The box.</param>
    /// <param name="mask">[H, W] of the source.</param>
    public void Mark(PixelRegion outputs, Span<byte> mask)
    {
        PixelRegion under = Under(outputs);
        for (int y = under.Y; y < under.EndY; y++)
            mask.Slice(y * Tensor.Shape.W + under.X, under.Width).Fill(1);
    }

    private static PixelReach Kernel(Operand operand, ConvolutionGeometry geometry)
    {
        (Resolution source, int scale) = (operand.Tensor.Shape.Resolution, operand.ScaleLog2);
        return new PixelReach(operand, geometry, scale >= 0
            ? new Resolution(source.H << scale, source.W << scale)
            : new Resolution(source.H >> -scale, source.W >> -scale));
    }

    private static int Nearest(int seen, int sourceSize, int seenSize) => (int)((long)seen * sourceSize / seenSize);
}
