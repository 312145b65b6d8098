using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Runs a convolution with its fused neighbours.</summary>
internal sealed class ConvolutionRunner : StepRunner
{
    private readonly ConvolutionStep _step;
    private ConvolutionRun _run;

    public ConvolutionRunner(ConvolutionStep step, PlanMemory memory, ConvolutionAlgorithm algorithm)
        : base(step, memory)
    {
        _step = step;
        bool hasBias = step.Filters[0].Bias is not null;
        var convolution = new Convolution(
            memory.Device, ConvolutionLayer.Describe(step), Join([.. step.Filters.Select(part => part.Weight)]), hasBias ? Join([.. step.Filters.Select(part => part.Bias!)]) : []);
        Layer = new ConvolutionLayer(step, convolution, algorithm);
    }

    /// <summary>The convolution with its weights.</summary>
    public ConvolutionLayer Layer { get; }

    public override ConvolutionPlan? QueryPlan(Queue queue, ActiveSet? active) => Layer.QueryPlan(queue, active);

    public override void Dispose() => Layer.Convolution.Dispose();

    protected override void Bind() => _run = new ConvolutionRun
    {
        Algorithm = Layer.Algorithm,
        Source = Memory.View(_step.Source),
        SourceScaleLog2 = _step.Source.ScaleLog2,
        Source2 = Memory.View(_step.Source2),
        Source2ScaleLog2 = _step.Source2?.ScaleLog2 ?? 0,
        Prologue = Memory.Resolve(_step.Prologue, _step.PrologueActivation),
        Residual = Memory.View(_step.Residual),
        ResidualScaleLog2 = _step.Residual?.ScaleLog2 ?? 0,
        ImageBias = Memory.View(_step.ImageBias),
        Modulated = Memory.View(_step.Modulated),
        ModulatedScaleLog2 = _step.Modulated?.ScaleLog2 ?? 0,
        ModulatedAffine = Memory.Resolve(_step.ModulatedAffine),
        Activation = _step.Activation,
        Destination = Target!.Tensor,
    };

    protected override void Execute(Queue queue, ActiveSet? active) => Layer.Convolution.Run(queue, _run with { Active = active });

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
