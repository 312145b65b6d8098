namespace Sige.Tensors;

/// <summary>How a convolution's kernel moves over its source.</summary>
/// <param name="KernelH">Kernel height, 1 or 3.</param>
/// <param name="KernelW">Kernel width, 1 or 3.</param>
/// <param name="StrideH">Rows from one output to the next, 1 or 2.</param>
/// <param name="StrideW">Columns from one output to the next, 1 or 2.</param>
/// <param name="PadTop">Zero rows above.</param>
/// <param name="PadLeft">Zero columns on the left.</param>
/// <param name="PadBottom">Zero rows below.</param>
/// <param name="PadRight">Zero columns on the right.</param>
public readonly record struct ConvolutionGeometry(
    int KernelH, int KernelW, int StrideH, int StrideW, int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    /// <summary>A square kernel that keeps height and width: stride 1, (kernel - 1) / 2 zeros on every side.</summary>
    /// <param name="kernel">The kernel's side, 1 or 3.</param>
    public static ConvolutionGeometry Same(int kernel) =>
        new(kernel, kernel, 1, 1, kernel / 2, kernel / 2, kernel / 2, kernel / 2);

    /// <summary>Whether each output pixel reads just the source pixel at the same place.</summary>
    public bool IsPointwise => this == Same(1);

    /// <summary>How far the kernel reaches on a side from the pixel at the output's place.</summary>
    internal int Radius => Math.Max(
        Math.Max(PadTop, KernelH - 1 - PadTop), Math.Max(PadLeft, KernelW - 1 - PadLeft));

    /// <summary>The size of the output.</summary>
    /// <param name="source">The size of the source.</param>
    public Resolution Apply(Resolution source) => new(
        (source.H + PadTop + PadBottom - KernelH) / StrideH + 1,
        (source.W + PadLeft + PadRight - KernelW) / StrideW + 1);
}
