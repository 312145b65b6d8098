using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>
/// Operations on masks: uint8 [H, W] of 0 and 1; float masks are float32 [H, W].
/// Source: Li et al., "Efficient Spatially Sparse Inference for Conditional GANs and Diffusion Models", section 3.
/// </summary>
public static unsafe class Masks
{
    /// <summary>Marks the pixels at which any channel of any image differs by more than a bound; a NaN differs.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="a">float32 or uint8.</param>
    /// <param name="b">Of the same shape and type.</param>
    /// <param name="epsilon">Largest difference that does not count.</param>
    /// <param name="mask">Receives uint8 [H, W].</param>
    /// <exception cref="SigeException">Shapes or types differ, or the mask is too small.</exception>
    public static void Difference(Queue queue, in DeviceTensor a, in DeviceTensor b, float epsilon, DeviceBuffer mask)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(mask);
        using var first = new TensorArgument(a);
        using var second = new TensorArgument(b);
        NativeMethods.MaskDifference(queue.Handle, first.Pointer, second.Pointer, epsilon, mask.Handle).Check();
    }

    /// <summary>Marks every pixel within some steps up, down, left or right of a marked one: a cross, no diagonals.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">uint8 [H, W].</param>
    /// <param name="resolution">Height and width.</param>
    /// <param name="radius">Length of the cross's arms in pixels; 0 copies.</param>
    /// <param name="destination">Receives uint8 [H, W]; not the source.</param>
    /// <exception cref="SigeException">A size does not fit.</exception>
    public static void Dilate(Queue queue, DeviceBuffer source, Resolution resolution, int radius, DeviceBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        NativeMethods.MaskDilate(queue.Handle, source.Handle, resolution.H, resolution.W, radius, destination.Handle).Check();
    }

    /// <summary>Resamples a float mask bilinearly, corners not aligned: halving a side averages two pixels.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 [H, W].</param>
    /// <param name="from">Height and width of the source.</param>
    /// <param name="destination">Receives float32 [H, W]; not the source.</param>
    /// <param name="to">Height and width of the result.</param>
    /// <exception cref="SigeException">A size does not fit.</exception>
    public static void Downsample(Queue queue, DeviceBuffer source, Resolution from, DeviceBuffer destination, Resolution to)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        NativeMethods.MaskDownsample(
            queue.Handle, source.Handle, from.H, from.W, destination.Handle, to.H, to.W).Check();
    }

    /// <summary>Marks the pixels of a float mask above min(threshold, maximum - 0.001).</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 [H, W].</param>
    /// <param name="resolution">Height and width.</param>
    /// <param name="threshold">Between 0 and 1; the reference uses 0.3.</param>
    /// <param name="destination">Receives uint8 [H, W]; all zero for an all-zero mask.</param>
    /// <exception cref="SigeException">A size does not fit.</exception>
    public static void Threshold(Queue queue, DeviceBuffer source, Resolution resolution, float threshold, DeviceBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        NativeMethods.MaskThreshold(
            queue.Handle, source.Handle, resolution.H, resolution.W, threshold, destination.Handle).Check();
    }

    /// <summary>Lists the blocks of a regular grid that a mask touches.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="mask">uint8 [H, W].</param>
    /// <param name="resolution">Height and width.</param>
    /// <param name="block">Side of a block in pixels; the grid starts at the top left.</param>
    /// <param name="halo">Pixels around a block that count as touched.</param>
    /// <param name="blocks">Receives int32 [count, 2], top and left of each; with room for every block of the grid.</param>
    /// <param name="count">Receives int32 [1], how many.</param>
    /// <exception cref="SigeException">A size does not fit.</exception>
    public static void ReduceToBlocks(
        Queue queue, DeviceBuffer mask, Resolution resolution, int block, int halo, DeviceBuffer blocks, DeviceBuffer count)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(count);
        NativeMethods.MaskReduceToBlocks(
            queue.Handle, mask.Handle, resolution.H, resolution.W, block, halo, blocks.Handle, count.Handle).Check();
    }

    /// <summary>As <see cref="Dilate(Queue, DeviceBuffer, Resolution, int, DeviceBuffer)"/>, in host memory.</summary>
    /// <param name="source">[H, W].</param>
    /// <param name="resolution">Height and width.</param>
    /// <param name="radius">Length of the cross's arms in pixels; 0 copies.</param>
    /// <param name="destination">Receives [H, W], 0 or 1; not the source.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="SigeException">The radius is negative.</exception>
    public static void Dilate(ReadOnlySpan<byte> source, Resolution resolution, int radius, Span<byte> destination)
    {
        RequireLength(source.Length, resolution, nameof(source));
        RequireLength(destination.Length, resolution, nameof(destination));
        fixed (byte* from = source, to = destination)
            NativeMethods.PlanDilate(from, resolution.H, resolution.W, radius, to).Check();
    }

    /// <summary>As <see cref="Downsample(Queue, DeviceBuffer, Resolution, DeviceBuffer, Resolution)"/>, in host memory.</summary>
    /// <param name="source">[H, W].</param>
    /// <param name="from">Height and width of the source.</param>
    /// <param name="destination">Receives [H, W]; not the source.</param>
    /// <param name="to">Height and width of the result.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public static void Downsample(ReadOnlySpan<float> source, Resolution from, Span<float> destination, Resolution to)
    {
        RequireLength(source.Length, from, nameof(source));
        RequireLength(destination.Length, to, nameof(destination));
        fixed (float* large = source, small = destination)
            NativeMethods.PlanDownsample(large, from.H, from.W, small, to.H, to.W).Check();
    }

    /// <summary>As <see cref="Threshold(Queue, DeviceBuffer, Resolution, float, DeviceBuffer)"/>, in host memory.</summary>
    /// <param name="source">[H, W].</param>
    /// <param name="resolution">Height and width.</param>
    /// <param name="threshold">Between 0 and 1.</param>
    /// <param name="destination">Receives [H, W], 0 or 1.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="SigeException">The threshold is out of range.</exception>
    public static void Threshold(ReadOnlySpan<float> source, Resolution resolution, float threshold, Span<byte> destination)
    {
        RequireLength(source.Length, resolution, nameof(source));
        RequireLength(destination.Length, resolution, nameof(destination));
        fixed (float* values = source)
        fixed (byte* mask = destination)
            NativeMethods.PlanThreshold(values, resolution.H, resolution.W, threshold, mask).Check();
    }

    private static void RequireLength(int length, Resolution resolution, string name)
    {
        if (length != resolution.PixelCount)
            throw new ArgumentException($"A mask of {resolution} has {resolution.PixelCount} pixels; found {length}.", name);
    }
}
