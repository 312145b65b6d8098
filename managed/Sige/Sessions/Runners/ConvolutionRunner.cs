using Sige.Devices;
using Sige.Graphs;
using Sige.Lowering;

namespace Sige.Sessions;

/// <summary>Runs a convolution with its fused neighbours.</summary>
internal sealed class ConvolutionRunner : StepRunner
{
    private readonly ConvolutionStep _step;
    private readonly ConvolutionAlgorithm _algorithm;
    private ConvolutionRun _run;

    public ConvolutionRunner(ConvolutionStep step, PlanMemory memory, ConvolutionAlgorithm algorithm)
        : base(step, memory)
    {
        _step = step;
        bool hasChoice = step is { ReadsLabels: false, IsDepthwise: false };
        bool isWinograd = algorithm is ConvolutionAlgorithm.Winograd2 or ConvolutionAlgorithm.Winograd4;
        bool winogradApplies = step.Geometry == ConvolutionGeometry.Same(3);
        _algorithm = hasChoice && (!isWinograd || winogradApplies) ? algorithm : ConvolutionAlgorithm.Auto;
        var description = new ConvolutionDescription(
            step.InChannels, step.FilterCount, step.Geometry, step.Groups, step.Modulation switch
            {
                ModulationForm.Joint => Modulation.Joint,
                ModulationForm.Split => Modulation.Split,
                _ => Modulation.None,
            });
        bool hasBias = step.Filters[0].Bias is not null;
        Convolution = new Convolution(
            memory.Device, description, Join([.. step.Filters.Select(part => part.Weight)]), hasBias ? Join([.. step.Filters.Select(part => part.Bias!)]) : []);
    }

    public Convolution Convolution { get; }

    /// <summary>What the kept Winograd forms take.</summary>
    public long WinogradBytes
    {
        get
        {
            ConvolutionMemory memory = Convolution.Query();
            return (memory.IsWinograd2Kept ? memory.Winograd2Bytes : 0) + (memory.IsWinograd4Kept ? memory.Winograd4Bytes : 0);
        }
    }

    public override ConvolutionPlan? QueryPlan(Queue queue, ActiveSet? active, bool assumeKept = false)
    {
        Refresh();
        return Convolution.QueryPlan(queue, _run with { Active = active }, assumeKept);
    }

    public override void Dispose() => Convolution.Dispose();

    protected override void Bind() => _run = new ConvolutionRun
    {
        Algorithm = _algorithm,
        Source = Memory.View(_step.Source),
        SourceScaleLog2 = _step.Source.ScaleLog2,
        Source2 = Memory.View(_step.Source2),
        Source2ScaleLog2 = _step.Source2?.ScaleLog2 ?? 0,
        Prologue = Memory.Resolve(_step.Prologue, _step.PrologueActivation),
        Residual = Memory.View(_step.Residual),
        ResidualScaleLog2 = _step.Residual?.ScaleLog2 ?? 0,
        Modulated = Memory.View(_step.Modulated),
        ModulatedScaleLog2 = _step.Modulated?.ScaleLog2 ?? 0,
        ModulatedAffine = Memory.Resolve(_step.ModulatedAffine),
        Activation = _step.Activation,
        Destination = Target!.Tensor,
    };

    protected override void Execute(Queue queue, ActiveSet? active) => Convolution.Run(queue, _run with { Active = active });

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
