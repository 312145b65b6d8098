using System.Runtime.InteropServices;
using Sige.Devices;
using Sige.Tensors;
using Sige.Weights;

namespace Sige.Lowering;

/// <summary>Runs a convolution with its fused neighbours.</summary>
internal sealed class ConvolutionRunner : StepRunner
{
    private readonly ConvolutionStep _step;
    private readonly IStepMemory _memory;

    public ConvolutionRunner(ConvolutionStep step, IStepMemory memory, StepOptions options)
    {
        (_step, _memory) = (step, memory);
        Convolution convolution = Pack(memory.Device, step, options.Weights);
        Layer = new ConvolutionLayer(memory.Queue, step, convolution, options);
    }

    /// <summary>The convolution with its weights.</summary>
    public ConvolutionLayer Layer { get; }

    public override void Run(Queue queue, ActiveSet? active) => Layer.Convolution.Run(queue, Arguments(active));

    public override ConvolutionCosts? QueryCosts(Queue queue, ActiveSet? active) => Layer.QueryCosts(queue, active);

    public override void Dispose() => Layer.Convolution.Dispose();

    private ConvolutionRun Arguments(ActiveSet? active) => new()
    {
        Form = Layer.Form,
        Precision = Layer.Precision,
        Source = _memory.View(_step.Source),
        SourceScaleLog2 = _step.Source.ScaleLog2,
        Source2 = _memory.View(_step.Source2),
        Source2ScaleLog2 = _step.Source2?.ScaleLog2 ?? 0,
        Prologue = _memory.Resolve(_step.Prologue, _step.PrologueActivation),
        Residual = _memory.View(_step.Residual),
        ResidualScaleLog2 = _step.Residual?.ScaleLog2 ?? 0,
        ImageBias = _memory.View(_step.ImageBias),
        Modulated = _memory.View(_step.Modulated),
        ModulatedScaleLog2 = _step.Modulated?.ScaleLog2 ?? 0,
        ModulatedAffine = _memory.Resolve(_step.ModulatedAffine),
        Activation = _step.Activation,
        Active = active,
        Destination = _memory.View(_step.Target!),
    };

    /// <summary>Hands the filters over as they are; of several types, all as float32, which changes no value.</summary>
    private static Convolution Pack(Device device, ConvolutionStep step, WeightPrecision precision)
    {
        Parameter[] weights = [.. step.Filters.Select(part => part.Weight)];
        Parameter[] biases = [.. step.Filters.Select(part => part.Bias).OfType<Parameter>()];
        ElementType given = WeightPrecisions.CommonType(weights), kept = ConvolutionLayer.KeptAs(step, precision);
        byte[] elements = Join<byte>(weights, given.Size(), (part, values) => Read(part, given, values));
        float[] bias = Join<float>(biases, 1, static (part, values) => part.CopyTo(values));
        try
        {
            return new Convolution(device, ConvolutionLayer.Describe(step), given, elements, bias, kept);
        }
        catch (SigeException refused) when (weights.Length > 0)
        {
            throw new SigeException(refused.Kind, $"Filters '{string.Join("', '", weights.Select(part => part.Name))}': {refused.Message}");
        }
    }

    private static void Read(Parameter part, ElementType type, Span<byte> elements)
    {
        if (part.ElementType == type)
            part.CopyElementsTo(elements);
        else
            part.CopyTo(MemoryMarshal.Cast<byte, float>(elements));
    }

    private static T[] Join<T>(Parameter[] parts, int perElement, Action<Parameter, Span<T>> read)
    {
        var joined = new T[perElement * parts.Sum(part => part.Shape.ElementCount)];
        int offset = 0;
        foreach (Parameter part in parts)
        {
            int count = perElement * (int)part.Shape.ElementCount;
            read(part, joined.AsSpan(offset, count));
            offset += count;
        }

        return joined;
    }
}
