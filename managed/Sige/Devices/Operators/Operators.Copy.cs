using Sige.Interop;

namespace Sige.Devices;

public static unsafe partial class Operators
{
    /// <summary>
    /// Copies pixels from tensor to tensor, converting between float32 and float16 (to the nearest, ties to even). Either tensor
    /// may hold a window of a picture; a pixel's place is its place in the whole picture.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 or float16 [N, H, W, C].</param>
    /// <param name="active">
    /// Pixels to copy, a set of the whole picture's size, all of them held by both tensors; null for every pixel that the smaller
    /// window has, which must lie in the larger one.
    /// </param>
    /// <param name="destination">float32 or float16, of the source's picture, images and channels; may not overlap it.</param>
    /// <exception cref="SigeException">Shapes do not fit, or a window lacks a pixel; the message names it.</exception>
    public static void CopyPixels(Queue queue, in DeviceTensor source, ActiveSet? active, in DeviceTensor destination)
        => Copy(queue, source, active, destination, null);

    /// <summary>As <see cref="CopyPixels"/>, and counts.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 or float16 [N, H, W, C].</param>
    /// <param name="active">As for <see cref="CopyPixels"/>.</param>
    /// <param name="destination">float32 or float16, of the source's picture, images and channels; may not overlap it.</param>
    /// <param name="overflows">uint64 [1], to which is added how many finite values became infinite in float16.</param>
    /// <exception cref="SigeException">Shapes do not fit, or a window lacks a pixel; the message names it.</exception>
    public static void CopyPixelsCounted(
        Queue queue, in DeviceTensor source, ActiveSet? active, in DeviceTensor destination, DeviceBuffer overflows)
    {
        ArgumentNullException.ThrowIfNull(overflows);
        Copy(queue, source, active, destination, overflows);
    }

    private static void Copy(
        Queue queue, in DeviceTensor source, ActiveSet? active, in DeviceTensor destination, DeviceBuffer? overflows)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var to = new TensorArgument(destination);
        NativeMethods.CopyPixels(
            queue.Handle, from.Pointer, active.HandleOrNull(), to.Pointer, overflows.HandleOrNull(), 0).Check();
    }
}
