using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>
/// Normalisation, modulation and element-wise operators, each on all or the active pixels of its destination. Tensors are
/// float32 [N, H, W, C]. An active set that is null stands for all pixels.
/// </summary>
public static unsafe partial class Operators
{
    /// <summary>
    /// Takes the statistics of a whole tensor and makes the scale and shift that normalise it. Sums are float64 and do not
    /// depend on the thread count.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">What to normalise.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void NormStatistics(Queue queue, in StatisticsRun run)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var scope = new HandleScope();
        try
        {
            var arguments = run.ToNative(ref scope);
            NativeMethods.NormStatistics(queue.Handle, &arguments).Check();
        }
        finally
        {
            scope.Dispose();
        }
    }

    /// <summary>
    /// Brings sums up to date after an edit: adds the active pixels of the sources and takes off what they held before; then
    /// makes scale and shift anew.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">As for <see cref="NormStatistics"/>; its sums hold the statistics before the edit.</param>
    /// <param name="active">The pixels that changed.</param>
    /// <param name="oldRows">What the first source held.</param>
    /// <param name="oldRows2">What the second source held; the default without one.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void NormStatisticsUpdate(
        Queue queue, in StatisticsRun run, ActiveSet active, DeviceRows oldRows, DeviceRows oldRows2 = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(oldRows.Buffer);
        var scope = new HandleScope();
        try
        {
            var arguments = run.ToNative(ref scope);
            NativeMethods.NormStatisticsUpdate(
                queue.Handle,
                &arguments,
                active.Handle,
                oldRows.Buffer.Handle,
                (ulong)oldRows.Offset,
                oldRows2.Buffer.HandleOrNull(),
                (ulong)oldRows2.Offset).Check();
        }
        finally
        {
            scope.Dispose();
        }
    }

    /// <summary>Modulates a normalised tensor: y = activation((x * scale + shift) * (1 + gamma) + beta).</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">What is modulated.</param>
    /// <param name="normalisation">Scale and shift; its activation is that of the result.</param>
    /// <param name="gamma">Of the source's shape, or [N, 1, 1, C] for one value an image; none for 0.</param>
    /// <param name="beta">Of the source's shape, or [N, 1, 1, C].</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="destination">Of the source's shape; may be the source.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void SpadeModulate(
        Queue queue,
        in DeviceTensor source,
        in Affine normalisation,
        in DeviceTensor gamma,
        in DeviceTensor beta,
        ActiveSet? active,
        in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var affine = new AffineArgument(normalisation);
        using var scale = gamma.IsNone ? default : new TensorArgument(gamma);
        using var shift = new TensorArgument(beta);
        using var to = new TensorArgument(destination);
        NativeMethods.SpadeModulate(
            queue.Handle, from.Pointer, affine.Pointer, scale.PointerOrNull, shift.Pointer, active.HandleOrNull(), to.Pointer).Check();
    }

    /// <summary>
    /// Normalises each pixel by the mean and variance of its own channels: y = (x - mean) / sqrt(variance + epsilon) * weight + bias.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">x.</param>
    /// <param name="epsilon">Added to the variance, above 0.</param>
    /// <param name="weight">float32 [C]; null for 1.</param>
    /// <param name="bias">float32 [C]; null for 0.</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="destination">Of the source's shape; may be the source.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void LayerNorm(
        Queue queue, in DeviceTensor source, float epsilon, DeviceBuffer? weight, DeviceBuffer? bias, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var to = new TensorArgument(destination);
        NativeMethods.LayerNorm(
            queue.Handle, from.Pointer, epsilon, weight.HandleOrNull(), bias.HandleOrNull(), active.HandleOrNull(), to.Pointer).Check();
    }

    /// <summary>Lets a tensor pass as far as another opens for it: y = x * activation(gate).</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">x.</param>
    /// <param name="gate">Of the source's shape.</param>
    /// <param name="activation">Of the gate; <see cref="Activation.Gelu"/> makes it GEGLU.</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="destination">Of the source's shape; may be the source or the gate.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void Gate(
        Queue queue, in DeviceTensor source, in DeviceTensor gate, Activation activation, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var opens = new TensorArgument(gate);
        using var to = new TensorArgument(destination);
        NativeMethods.Gate(
            queue.Handle, from.Pointer, opens.Pointer, (SigeActivation)activation.Function, activation.Slope, active.HandleOrNull(), to.Pointer).Check();
    }

    /// <summary>Applies scale, shift and activation: y = activation(x * scale + shift).</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">x.</param>
    /// <param name="affine">Scale, shift and activation.</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="destination">Of the source's shape; may be the source.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void Activate(
        Queue queue, in DeviceTensor source, in Affine affine, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var function = new AffineArgument(affine);
        using var to = new TensorArgument(destination);
        NativeMethods.Activate(queue.Handle, from.Pointer, function.Pointer, active.HandleOrNull(), to.Pointer).Check();
    }

    /// <summary>Adds two tensors.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="a">First summand.</param>
    /// <param name="b">Second summand, of the same shape.</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="destination">Of the same shape; may be a summand.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void Add(
        Queue queue, in DeviceTensor a, in DeviceTensor b, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var first = new TensorArgument(a);
        using var second = new TensorArgument(b);
        using var to = new TensorArgument(destination);
        NativeMethods.Add(queue.Handle, first.Pointer, second.Pointer, active.HandleOrNull(), to.Pointer).Check();
    }

    /// <summary>Resizes to the nearest pixel, the top left of those under it: source y = floor(y * source H / H).</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 or uint8.</param>
    /// <param name="active">Pixels of the destination to compute, or null for all.</param>
    /// <param name="destination">Of the source's type, images and channels; not the source.</param>
    /// <exception cref="SigeException">Shapes or types do not fit.</exception>
    public static void ResizeNearest(Queue queue, in DeviceTensor source, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var to = new TensorArgument(destination);
        NativeMethods.ResizeNearest(queue.Handle, from.Pointer, active.HandleOrNull(), to.Pointer).Check();
    }

    /// <summary>Writes the one-hot of a label map: channel k of a pixel is 1 where its id is k, else 0.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="labels">uint8 [N, H, W, 1]; an id of C or more leaves its pixel all zero.</param>
    /// <param name="active">Pixels to compute, or null for all.</param>
    /// <param name="destination">float32 [N, H, W, C].</param>
    /// <exception cref="SigeException">Shapes or types do not fit.</exception>
    public static void OneHot(Queue queue, in DeviceTensor labels, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(labels);
        using var to = new TensorArgument(destination);
        NativeMethods.OneHot(queue.Handle, from.Pointer, active.HandleOrNull(), to.Pointer).Check();
    }
}
