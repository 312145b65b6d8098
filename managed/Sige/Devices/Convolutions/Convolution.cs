using System.Globalization;
using System.Runtime.InteropServices;
using Sige.Interop;
using Sige.Tensors;

namespace Sige.Devices;

/// <summary>A convolution with its packed weights.</summary>
public sealed unsafe class Convolution : IDisposable
{
    private IReadOnlyList<ConvolutionForm>? _forms;

    /// <summary>Packs float32 weights; the caller's copy may go.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">Its shape.</param>
    /// <param name="weights">[OutChannels, InChannels / Groups, KernelH, KernelW].</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <param name="keptAs">What packed weights are kept as, Float32, Float16 or BFloat16: rounded to nearest even, and widened in each run.</param>
    /// <exception cref="ArgumentException">There are too few or too many weights or biases.</exception>
    /// <exception cref="SigeException">
    /// The shape is not supported, and the message names the field; or a weight is too large for <paramref name="keptAs"/>.
    /// </exception>
    public Convolution(
        Device device, in ConvolutionDescription description, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default,
        ElementType keptAs = ElementType.Float32)
        : this(device, description, ElementType.Float32, MemoryMarshal.AsBytes(weights), bias, keptAs)
    {
    }

    /// <summary>Packs float16 weights; the caller's copy may go.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">Its shape.</param>
    /// <param name="weights">[OutChannels, InChannels / Groups, KernelH, KernelW].</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <param name="keptAs">What packed weights are kept as, Float32, Float16 or BFloat16.</param>
    /// <exception cref="ArgumentException">There are too few or too many weights or biases.</exception>
    /// <exception cref="SigeException">The shape is not supported; the message names the field.</exception>
    public Convolution(
        Device device, in ConvolutionDescription description, ReadOnlySpan<Half> weights, ReadOnlySpan<float> bias = default,
        ElementType keptAs = ElementType.Float32)
        : this(device, description, ElementType.Float16, MemoryMarshal.AsBytes(weights), bias, keptAs)
    {
    }

    /// <summary>Packs weights of any of the types that they may be kept as; the caller's copy may go.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">Its shape.</param>
    /// <param name="elementType">Float32, Float16 or BFloat16.</param>
    /// <param name="weights">[OutChannels, InChannels / Groups, KernelH, KernelW], the bytes of the elements.</param>
    /// <param name="bias">[OutChannels], or empty for none.</param>
    /// <param name="keptAs">What packed weights are kept as, one of the same types.</param>
    /// <exception cref="ArgumentException">There are too few or too many weights or biases.</exception>
    /// <exception cref="SigeException">
    /// The shape or a type is not supported, and the message names the field; or a weight is too large for <paramref name="keptAs"/>.
    /// </exception>
    public Convolution(
        Device device, in ConvolutionDescription description, ElementType elementType, ReadOnlySpan<byte> weights, ReadOnlySpan<float> bias,
        ElementType keptAs)
    {
        CheckCounts(description, weights.Length / elementType.Size(), bias.Length);
        fixed (byte* address = weights)
            Handle = Create(device, description, elementType, address, bias, keptAs);
        Description = description;
        KeptAs = KeptType(description, keptAs);
    }

    private Convolution(Device device, in ConvolutionDescription description, ElementType keptAs)
    {
        Handle = Create(device, description, ElementType.Float32, null, [], keptAs);
        Description = description;
        KeptAs = KeptType(description, keptAs);
    }

    /// <summary>Its shape.</summary>
    public ConvolutionDescription Description { get; }

    /// <summary>The forms of the device, in order of preference.</summary>
    public IReadOnlyList<ConvolutionForm> Forms => _forms ??= QueryForms();

    /// <summary>Packed weights in bytes, as they are kept; every form reads them, and what forms keep comes on top.</summary>
    public long WeightBytes
    {
        get
        {
            var info = SigeConvolutionInfo.Create();
            NativeMethods.ConvolutionQuery(Handle, &info).Check();
            return (long)info.WeightBytes;
        }
    }

    /// <summary>What the packed weights are kept as; those of depthwise filters, which are few, always as float32.</summary>
    public ElementType KeptAs { get; }

    /// <summary>As <see cref="WeightBytes"/>, if they are kept in 16 bits; else 0.</summary>
    internal long NarrowWeightBytes => KeptAs == ElementType.Float32 ? 0 : WeightBytes;

    /// <summary>What the packed weights would take as float32.</summary>
    internal long Float32WeightBytes => WeightBytes / KeptAs.Size() * ElementType.Float32.Size();

    /// <summary>What the weights that forms keep take, in bytes.</summary>
    public long KeptBytes => Forms.Sum(form => form.IsKept ? form.KeptBytes : 0);

    internal SigeConvolutionHandle Handle { get; }

    /// <summary>Makes a convolution without weights, which takes no memory and answers questions only: it can neither run nor keep a form.</summary>
    /// <param name="device">The device.</param>
    /// <param name="description">Its shape.</param>
    /// <param name="keptAs">What packed weights would be kept as.</param>
    /// <exception cref="SigeException">The shape is not supported; the message names the field.</exception>
    public static Convolution Planned(Device device, in ConvolutionDescription description, ElementType keptAs = ElementType.Float32) =>
        new(device, description, keptAs);

    /// <summary>Makes and keeps the weights of a form; without them its runs make them on the way.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="form">One of <see cref="Forms"/> that has weights of its own.</param>
    /// <exception cref="SigeException">The form has none, or refuses the convolution; the message says why.</exception>
    public void Keep(Queue queue, ConvolutionForm form)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(form);
        NativeMethods.ConvolutionKeep(queue.Handle, Handle, form.Id).Check();
        _forms = null;
    }

    /// <summary>Finds a form by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The device has no such form; the message lists those it has.</exception>
    public ConvolutionForm FindForm(string name) => Forms.FirstOrDefault(form => form.Name == name)
        ?? throw new ArgumentException($"There is no form '{name}'; there is {string.Join("; ", Forms.Select(form => form.Name))}.", nameof(name));

    /// <summary>Asks the cost model which form a run would take; never depends on timing or thread count.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">The run; its tensors may be planned ones.</param>
    /// <param name="assumedKept">The forms to cost as if their weights were kept; those that are kept need not be among them.</param>
    /// <exception cref="SigeException">Shapes do not fit, or the run forces a form that refuses it.</exception>
    public ConvolutionCosts QueryCosts(Queue queue, in ConvolutionRun run, FormSet assumedKept = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        int count = Forms.Count;
        var scope = new HandleScope();
        try
        {
            var arguments = run.ToNative(ref scope);
            var costs = SigeConvolutionCosts.Create();
            SigeFormCandidate* candidates = stackalloc SigeFormCandidate[count];
            candidates[0] = SigeFormCandidate.Create();
            NativeMethods.ConvolutionQueryCosts(queue.Handle, Handle, &arguments, assumedKept.Bits, &costs, candidates, (ulong)count).Check();
            return new ConvolutionCosts(costs.Pixels, costs.Macs, costs.Bytes, ChosenFirst(new ReadOnlySpan<SigeFormCandidate>(candidates, count), costs.Form));
        }
        finally
        {
            scope.Dispose();
        }
    }

    /// <summary>Runs on all or the active pixels of the destination.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="run">The run.</param>
    /// <exception cref="SigeException">Shapes do not fit, or a forced form refuses the run.</exception>
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

    private ConvolutionForm[] QueryForms()
    {
        ulong count = 0;
        NativeMethods.ConvolutionQueryForms(Handle, null, 0, &count).Check();
        SigeConvolutionForm* rows = stackalloc SigeConvolutionForm[(int)count];
        rows[0] = SigeConvolutionForm.Create();
        NativeMethods.ConvolutionQueryForms(Handle, rows, count, &count).Check();
        var forms = new ConvolutionForm[(int)count];
        for (int i = 0; i < forms.Length; i++)
            forms[i] = new ConvolutionForm(LastingText.Read(rows[i].Name)!, LastingText.Read(rows[i].Refusal), (long)rows[i].KeptBytes, rows[i].IsKept != 0) { Id = rows[i].Id };
        return forms;
    }

    private FormCandidate[] ChosenFirst(ReadOnlySpan<SigeFormCandidate> rows, int chosen)
    {
        var candidates = new FormCandidate[rows.Length];
        int next = 1;
        for (int i = 0; i < rows.Length; i++)
            candidates[rows[i].Form == chosen ? 0 : next++] = new FormCandidate(Forms[i], rows[i].Cost, LastingText.Read(rows[i].Refusal));
        return candidates;
    }

    private static SigeConvolutionHandle Create(
        Device device, in ConvolutionDescription description, ElementType type, void* weights, ReadOnlySpan<float> bias, ElementType keptAs)
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
        native.WeightsDtype = (SigeDtype)type;
        native.PackedDtype = (SigeDtype)keptAs;
        native.Weights = weights;
        fixed (float* biasAddress = bias)
        {
            native.Bias = biasAddress;
            NativeMethods.ConvolutionCreate(device.Handle, &native, out var handle).Check();
            return handle;
        }
    }

    private static ElementType KeptType(in ConvolutionDescription description, ElementType asked) =>
        description.Groups > 1 ? ElementType.Float32 : asked;

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
