using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

public static unsafe partial class Operators
{
    /// <summary>
    /// Runs an attention on all or the active queries. The softmax streams over the keys: no score matrix is held, and a query's
    /// result does not depend on which others are computed, nor on the thread count.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void Attention(Queue queue, in AttentionRun run)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var scope = new HandleScope();
        try
        {
            var arguments = run.ToNative(ref scope);
            NativeMethods.Attention(queue.Handle, &arguments).Check();
        }
        finally
        {
            scope.Dispose();
        }
    }

    /// <summary>
    /// Embeds times: with half = C / 2 and f[i] = exp(-ln(10000) * i / (half - downscaleShift)), the sines and cosines of
    /// time * f[i], rounded to float32 at each step.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="times">float32 [N, 1, 1, 1], a time each.</param>
    /// <param name="order">Which half comes first.</param>
    /// <param name="downscaleShift">Below C / 2; 1 in most diffusion networks.</param>
    /// <param name="destination">float32 [N, 1, 1, C], C even.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void TimeEmbedding(
        Queue queue, in DeviceTensor times, EmbeddingOrder order, float downscaleShift, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(times);
        using var to = new TensorArgument(destination);
        NativeMethods.TimeEmbedding(queue.Handle, from.Pointer, (SigeEmbeddingOrder)order, downscaleShift, to.Pointer).Check();
    }

    /// <summary>Halves a tensor: the mean of each 2x2 pixels after a prologue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="source">float32 [N, 2 H, 2 W, C].</param>
    /// <param name="prologue">Applied to each value of the source first; the default for none.</param>
    /// <param name="active">Pixels of the destination to compute, or null for all.</param>
    /// <param name="destination">float32 [N, H, W, C]; not the source.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public static void AveragePool(
        Queue queue, in DeviceTensor source, in Affine prologue, ActiveSet? active, in DeviceTensor destination)
    {
        ArgumentNullException.ThrowIfNull(queue);
        using var from = new TensorArgument(source);
        using var affine = new AffineArgument(prologue);
        using var to = new TensorArgument(destination);
        NativeMethods.AveragePool(
            queue.Handle, from.Pointer, affine.PointerOrNull, active.HandleOrNull(), to.Pointer).Check();
    }
}
