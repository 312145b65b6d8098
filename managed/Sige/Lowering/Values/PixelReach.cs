using Sige.Tensors;

namespace Sige.Lowering;

/// <summary>Which pixels of a tensor a step reads to compute a pixel.</summary>
/// <param name="Operand">The tensor and how it is seen.</param>
/// <param name="Geometry">The kernel that moves over it.</param>
/// <param name="Seen">The size that the tensor is nearest-resampled to before the kernel; null if the step reads all of it.</param>
internal readonly record struct PixelReach(Operand Operand, ConvolutionGeometry Geometry, Resolution? Seen)
{
    public PlanTensor Tensor => Operand.Tensor;

    public bool IsWhole => Seen is null;

    /// <summary>All pixels.</summary>
    public static PixelReach Whole(Operand operand) => new(operand, default, null);

    /// <summary>The pixel at the same place.</summary>
    public static PixelReach Pointwise(Operand operand) => Kernel(operand, ConvolutionGeometry.Same(1));

    /// <summary>The pixels under a kernel.</summary>
    public static PixelReach Kernel(Operand operand, ConvolutionGeometry geometry)
    {
        (Resolution source, int scale) = (operand.Tensor.Shape.Resolution, operand.ScaleLog2);
        return new PixelReach(operand, geometry, scale >= 0
            ? new Resolution(source.H << scale, source.W << scale)
            : new Resolution(source.H >> -scale, source.W >> -scale));
    }

    /// <summary>The pixel that is nearest after a resize.</summary>
    /// <param name="operand">What is resized.</param>
    /// <param name="size">The size that it gets.</param>
    public static PixelReach Resized(Operand operand, Resolution size) => new(operand, ConvolutionGeometry.Same(1), size);
}
