using Sige.Devices;
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
        bool hasBias = step.Filters[0].Bias is not null;
        var convolution = new Convolution(
            memory.Device, ConvolutionLayer.Describe(step), Join([.. step.Filters.Select(part => part.Weight)]), hasBias ? Join([.. step.Filters.Select(part => part.Bias!)]) : []);
        Layer = new ConvolutionLayer(memory.Queue, step, convolution, options.Form);
    }

    /// <summary>The convolution with its weights.</summary>
    public ConvolutionLayer Layer { get; }

    public override void Run(Queue queue, ActiveSet? active) => Layer.Convolution.Run(queue, Arguments(active));

    public override ConvolutionPlan? QueryPlan(Queue queue, ActiveSet? active) => Layer.QueryPlan(queue, active);

    public override void Dispose() => Layer.Convolution.Dispose();

    private ConvolutionRun Arguments(ActiveSet? active) => new()
    {
        Form = Layer.Form,
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

    private static float[] Join(Parameter[] parts)
    {
        if (parts.Length == 1)
            return parts[0].Read();
        var joined = new float[parts.Sum(part => part.Shape.ElementCount)];
        int offset = 0;
        foreach (Parameter part in parts)
        {
            float[] values = part.Read();
            values.CopyTo(joined.AsSpan(offset));
            offset += values.Length;
        }

        return joined;
    }
}
