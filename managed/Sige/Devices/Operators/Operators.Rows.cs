using Sige.Interop;

namespace Sige.Devices;

/// <content>The moves between tensors and rows.</content>
public static unsafe partial class Operators
{
    /// <summary>Collects the active pixels of a tensor.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 [N, H, W, C].</param>
    /// <param name="active">The pixels.</param>
    /// <param name="prologue">Applied to each value; the default copies bit for bit.</param>
    /// <param name="rows">Receives float32 [N, pixels, C].</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void Gather(Queue queue, in DeviceTensor source, ActiveSet active, in Affine prologue, DeviceRows rows)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(rows.Buffer);
        using var from = new TensorArgument(source);
        using var affine = new AffineArgument(prologue);
        NativeMethods.Gather(
            queue.Handle, from.Pointer, active.Handle, affine.PointerOrNull, rows.Buffer.Handle, (ulong)rows.Offset).Check();
    }

    /// <summary>Writes rows to the active pixels of a tensor; every other pixel keeps its value.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="rows">float32 [N, pixels, C].</param>
    /// <param name="active">The pixels.</param>
    /// <param name="destination">float32 [N, H, W, C].</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void Scatter(Queue queue, DeviceRows rows, ActiveSet active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(rows.Buffer);
        using var to = new TensorArgument(destination);
        NativeMethods.Scatter(queue.Handle, rows.Buffer.Handle, (ulong)rows.Offset, active.Handle, to.Pointer).Check();
    }

    /// <summary>Writes rows plus a residual tensor's active pixels to the active pixels of a tensor.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="rows">float32 [N, pixels, C].</param>
    /// <param name="active">The pixels.</param>
    /// <param name="residual">float32 [N, H, W, C]; may be the destination.</param>
    /// <param name="destination">float32 [N, H, W, C].</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void ScatterWithResidual(
        Queue queue, DeviceRows rows, ActiveSet active, in DeviceTensor residual, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(rows.Buffer);
        using var other = new TensorArgument(residual);
        using var to = new TensorArgument(destination);
        NativeMethods.ScatterWithResidual(
            queue.Handle, rows.Buffer.Handle, (ulong)rows.Offset, active.Handle, other.Pointer, to.Pointer).Check();
    }

    /// <summary>
    /// Writes rows plus residual rows, a shortcut computed on the same active pixels, to the active pixels of a tensor.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="rows">float32 [N, pixels, C].</param>
    /// <param name="residualRows">float32 [N, pixels, C].</param>
    /// <param name="active">The pixels.</param>
    /// <param name="destination">float32 [N, H, W, C].</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void ScatterWithBlockResidual(
        Queue queue, DeviceRows rows, DeviceRows residualRows, ActiveSet active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(rows.Buffer);
        ArgumentNullException.ThrowIfNull(residualRows.Buffer);
        using var to = new TensorArgument(destination);
        NativeMethods.ScatterWithBlockResidual(
            queue.Handle,
            rows.Buffer.Handle,
            (ulong)rows.Offset,
            residualRows.Buffer.Handle,
            (ulong)residualRows.Offset,
            active.Handle,
            to.Pointer).Check();
    }

    /// <summary>
    /// Scatters rows and gathers the pixels of another set in one pass: a pixel that is active in <paramref name="written"/> comes
    /// from the rows, any other from the recorded tensor, which stays as it is.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="rows">float32 [N, pixels of written, C].</param>
    /// <param name="written">The set that the rows belong to.</param>
    /// <param name="recorded">float32 [N, H, W, C].</param>
    /// <param name="wanted">The set to gather, of the same resolution: written with its halo, say.</param>
    /// <param name="prologue">Applied to each value; the default copies bit for bit.</param>
    /// <param name="destination">Receives float32 [N, pixels of wanted, C].</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void ScatterGather(
        Queue queue,
        DeviceRows rows,
        ActiveSet written,
        in DeviceTensor recorded,
        ActiveSet wanted,
        in Affine prologue,
        DeviceRows destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(rows.Buffer);
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(destination.Buffer);
        using var from = new TensorArgument(recorded);
        using var affine = new AffineArgument(prologue);
        NativeMethods.ScatterGather(
            queue.Handle,
            rows.Buffer.Handle,
            (ulong)rows.Offset,
            written.Handle,
            from.Pointer,
            wanted.Handle,
            affine.PointerOrNull,
            destination.Buffer.Handle,
            (ulong)destination.Offset).Check();
    }
}
