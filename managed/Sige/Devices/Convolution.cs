using System.Globalization;
using Sige.Interop;

namespace Sige.Devices;

/// <summary>A convolution with its packed weights.</summary>
public sealed unsafe class Convolution : IDisposable
{
    /// <summary>Packs float32 weights; the caller's copy may go.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">The form.</param>
    /// <param name="weights">[OutChannels, InChannels / Groups, KernelH, KernelW].</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <exception cref="ArgumentException">There are too few or too many weights or biases.</exception>
    /// <exception cref="SigeException">The form is not supported; the message names the field.</exception>
    public Convolution(
        Device device, in ConvolutionDescription description, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
    {
        CheckCounts(description, weights.Length, bias.Length);
        fixed (float* address = weights)
            Handle = Create(device, description, SigeDtype.F32, address, bias);
        Description = description;
    }

    /// <summary>Packs float16 weights; the caller's copy may go.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">The form.</param>
    /// <param name="weights">[OutChannels, InChannels / Groups, KernelH, KernelW].</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <exception cref="ArgumentException">There are too few or too many weights or biases.</exception>
    /// <exception cref="SigeException">The form is not supported; the message names the field.</exception>
    public Convolution(
        Device device, in ConvolutionDescription description, ReadOnlySpan<Half> weights, ReadOnlySpan<float> bias = default)
    {
        CheckCounts(description, weights.Length, bias.Length);
        fixed (Half* address = weights)
            Handle = Create(device, description, SigeDtype.F16, address, bias);
        Description = description;
    }

    private Convolution(Device device, in ConvolutionDescription description)
    {
        Handle = Create(device, description, SigeDtype.F32, null, []);
        Description = description;
    }

    /// <summary>The form.</summary>
    public ConvolutionDescription Description { get; }

    internal SigeConvolutionHandle Handle { get; }

    /// <summary>Makes a convolution without weights, which takes no memory and answers <see cref="Query"/> and <see cref="QueryPlan"/> only.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">The form.</param>
    /// <exception cref="SigeException">The form is not supported; the message names the field.</exception>
    public static Convolution Planned(Device device, in ConvolutionDescription description) => new(device, description);

    /// <summary>Makes the weights of a Winograd form, so that plans may choose it.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="algorithm">Winograd2 or Winograd4.</param>
    /// <exception cref="SigeException">The form does not apply: other than dense 3x3, stride 1, padding 0 or 1.</exception>
    public void Prepare(Queue queue, ConvolutionAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(queue);
        NativeMethods.ConvolutionPrepare(queue.Handle, Handle, (SigeAlgorithm)algorithm).Check();
    }

    /// <summary>Gives what the weights take from memory.</summary>
    public ConvolutionMemory Query()
    {
        var info = SigeConvolutionInfo.Create();
        NativeMethods.ConvolutionQuery(Handle, &info).Check();
        return new ConvolutionMemory(
            (long)info.DirectBytes,
            (long)info.Winograd2Bytes,
            (long)info.Winograd4Bytes,
            info.Winograd2Ready != 0,
            info.Winograd4Ready != 0);
    }

    /// <summary>Asks the cost model which algorithm a run would take; never depends on timing or thread count.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">The run; its tensors may be planned ones.</param>
    /// <param name="assumeKept">Whether to cost every Winograd form as if its weights were kept.</param>
    /// <exception cref="SigeException">Shapes do not fit.</exception>
    public ConvolutionPlan QueryPlan(Queue queue, in ConvolutionRun run, bool assumeKept = false)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var scope = new HandleScope();
        try
        {
            var arguments = run.ToNative(ref scope);
            var plan = SigeConvolutionPlan.Create();
            NativeMethods.ConvolutionQueryPlan(queue.Handle, Handle, &arguments, assumeKept ? 1 : 0, &plan).Check();
            return new ConvolutionPlan(
                (ConvolutionAlgorithm)plan.Algorithm,
                plan.Pixels,
                plan.Macs,
                plan.Bytes,
                plan.DirectCost,
                plan.Winograd2Cost,
                plan.Winograd4Cost);
        }
        finally
        {
            scope.Dispose();
        }
    }

    /// <summary>Runs on all or the active pixels of the destination.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="SigeException">Shapes do not fit, or a forced algorithm does not apply.</exception>
    public void Run(Queue queue, in ConvolutionRun run)
    {
        ArgumentNullException.ThrowIfNull(queue);
        var scope = new HandleScope();
        try
        {
            var arguments = run.ToNative(ref scope);
            NativeMethods.ConvolutionRun(queue.Handle, Handle, &arguments).Check();
        }
        finally
        {
            scope.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static SigeConvolutionHandle Create(
        Device device, in ConvolutionDescription description, SigeDtype type, void* weights, ReadOnlySpan<float> bias)
    {
        ArgumentNullException.ThrowIfNull(device);
        var geometry = description.Geometry;
        var native = SigeConvolutionDesc.Create();
        native.InChannels = description.InChannels;
        native.OutChannels = description.OutChannels;
        native.Groups = description.Groups;
        native.KernelH = geometry.KernelH;
        native.KernelW = geometry.KernelW;
        native.StrideH = geometry.StrideH;
        native.StrideW = geometry.StrideW;
        native.PadTop = geometry.PadTop;
        native.PadLeft = geometry.PadLeft;
        native.PadBottom = geometry.PadBottom;
        native.PadRight = geometry.PadRight;
        native.Modulation = (SigeModulation)description.Modulation;
        native.WeightsDtype = type;
        native.Weights = weights;
        fixed (float* biasAddress = bias)
        {
            native.Bias = biasAddress;
            NativeMethods.ConvolutionCreate(device.Handle, &native, out var handle).Check();
            return handle;
        }
    }

    private static void CheckCounts(in ConvolutionDescription description, int weights, int biases)
    {
        if (weights != description.WeightCount)
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{description} needs {description.WeightCount} weights; found {weights}."),
                nameof(weights));
        if (biases != 0 && biases != description.OutChannels)
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"{description.OutChannels} filters need as many biases; found {biases}."),
                "bias");
    }
}
